const shapes = {
  play: 'M8 5.5v13l11-6.5z',
  pause: 'M7 5h3.5v14H7zM13.5 5H17v14h-3.5z',
  next: 'M6 6v12l9-6zM16 6h2.5v12H16z',
  previous: 'M18 6v12l-9-6zM5.5 6H8v12H5.5z',
  volume: 'M4 9.5v5h3.5L12 19V5L7.5 9.5zM14.5 8.5a5 5 0 0 1 0 7M17 6a8.5 8.5 0 0 1 0 12',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 20 20',
  heart: 'M12 20s-7.5-4.6-7.5-10A4.3 4.3 0 0 1 12 7.2 4.3 4.3 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10z',
  upload: 'M12 15V4M7.5 8.5 12 4l4.5 4.5M5 15v4h14v-4',
  close: 'M6 6l12 12M18 6 6 18',
  note: 'M9 18V6l10-2v12M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z',
} as const

const outlined = new Set<string>(['volume', 'search', 'heart', 'upload', 'close', 'note'])

/** Decoration: what a control does is said by its label. */
export function Icon({ name, filled = !outlined.has(name) }: { readonly name: keyof typeof shapes; readonly filled?: boolean }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" fill={filled ? 'currentColor' : 'none'} stroke="currentColor" strokeWidth={filled ? 0 : 1.8} strokeLinecap="round" strokeLinejoin="round">
      <path d={shapes[name]} />
    </svg>
  )
}
