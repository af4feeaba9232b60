import type { KeyboardEvent, MouseEvent } from 'react'
import { Icon } from './icon.tsx'
import { AccountMenu } from './account-menu.tsx'

interface TopBarProps {
  readonly query: string
  readonly onQuery: (query: string) => void
  readonly onUpload: () => void
}

export function TopBar({ query, onQuery, onUpload }: TopBarProps) {
  /** Home without a new page: the music goes on. */
  function goHome(event: MouseEvent): void {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    onQuery('')
    scrollTo({ top: 0 })
  }
  function onKey(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key !== 'Escape') return
    if (query === '') event.currentTarget.blur()
    onQuery('')
  }
  return (
    <header className="top-bar">
      <a className="wordmark" href="/" aria-label="Segue, home" onClick={goHome}>
        <img src="/segue.svg" alt="" width="34" height="34" />
        <span>Segue</span>
      </a>
      <search className="search">
        <Icon name="search" />
        <input
          type="search"
          aria-label="Search songs and artists"
          placeholder="Songs, artists — typos welcome"
          value={query}
          onChange={(event) => onQuery(event.target.value)}
          onKeyDown={onKey}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="search"
        />
        {query === '' ? (
          <kbd aria-hidden="true">/</kbd>
        ) : (
          <button type="button" className="icon-button" aria-label="Clear search" onClick={() => onQuery('')}>
            <Icon name="close" />
          </button>
        )}
      </search>
      <AccountMenu onUpload={onUpload} />
    </header>
  )
}
