import { useEffect, useRef, type RefObject } from 'react'

/** The first field, or button, of what just appeared takes the focus. */
export function useFirstFocus<Element extends HTMLElement>(): RefObject<Element | null> {
  const appeared = useRef<Element>(null)
  useEffect(() => appeared.current?.querySelector<HTMLElement>('input, button')?.focus(), [])
  return appeared
}
