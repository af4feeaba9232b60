import type { ReactNode } from 'react'

interface NoticeProps {
  readonly title: string
  readonly children: ReactNode
  /** Something went wrong: it is read aloud at once. */
  readonly isAlert?: boolean
}

/** A page that has something to say instead of something to show: a record with nothing on it. */
export function Notice({ title, children, isAlert = false }: NoticeProps) {
  return (
    <div className="notice" role={isAlert ? 'alert' : undefined}>
      <span className="record" aria-hidden="true" />
      <h1>{title}</h1>
      {children}
    </div>
  )
}
