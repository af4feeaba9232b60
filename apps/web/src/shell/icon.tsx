const shapes = {
  play: 'M8 5.2v13.6a.8.8 0 0 0 1.2.7l10.4-6.8a.8.8 0 0 0 0-1.4L9.2 4.5a.8.8 0 0 0-1.2.7z',
  pause: 'M7 5h3.6v14H7zM13.4 5H17v14h-3.6z',
  next: 'M6 6.2v11.6c0 .6.7 1 1.2.6l7.8-5.6V18h2.5V6H15v5.2L7.2 5.6A.8.8 0 0 0 6 6.2z',
  previous: 'M18 6.2v11.6c0 .6-.7 1-1.2.6L9 12.8V18H6.5V6H9v5.2l7.8-5.6c.5-.4 1.2 0 1.2.6z',
  volume: 'M4 9.5v5h3.5L12 19V5L7.5 9.5zM15 9a4.5 4.5 0 0 1 0 6M17.5 6.5a8 8 0 0 1 0 11',
  muted: 'M4 9.5v5h3.5L12 19V5L7.5 9.5zM15.5 9.5l5 5M20.5 9.5l-5 5',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 20 20',
  heart: 'M12 20s-7.5-4.6-7.5-10A4.3 4.3 0 0 1 12 7.2 4.3 4.3 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10z',
  upload: 'M12 15V4M7.5 8.5 12 4l4.5 4.5M5 15v4h14v-4',
  close: 'M6 6l12 12M18 6 6 18',
  note: 'M9 18V6l10-2v12M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  leave: 'M14 5H6v14h8M10.5 12H20M16.5 8.5 20 12l-3.5 3.5',
} as const

export type IconName = keyof typeof shapes

const filledShapes = new Set<IconName>(['play', 'pause', 'next', 'previous'])

/** Decoration: what a control does is said by its label. */
export function Icon({ name, filled = filledShapes.has(name) }: { readonly name: IconName; readonly filled?: boolean }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" fill={filled ? 'currentColor' : 'none'} stroke="currentColor" strokeWidth={filled ? 0 : 1.8} strokeLinecap="round" strokeLinejoin="round">
      <path d={shapes[name]} />
    </svg>
  )
}
