import { useEffect } from 'react'
import type { Player } from '../player/player.ts'

const takesKeys = 'input, textarea, select, button, a, dialog, [contenteditable]'

/** `/` or Ctrl K goes to the search, the space bar pauses and goes on, wherever nothing else wants the key. */
export function useShortcuts(player: Player): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isFree = !(event.target instanceof Element && event.target.closest(takesKeys))
      if (document.querySelector('dialog[open]')) return
      if ((event.key === '/' && isFree) || (event.key === 'k' && (event.ctrlKey || event.metaKey))) {
        event.preventDefault()
        document.querySelector<HTMLInputElement>('input[type=search]')?.select()
      } else if (event.key === ' ' && isFree && player.state.get().song !== null) {
        event.preventDefault()
        player.toggle()
      }
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [player])
}
