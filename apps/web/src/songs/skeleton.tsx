/** The shape of what comes, while it comes. */
export function Skeleton() {
  return (
    <output className="tiles" aria-label="Loading">
      {Array.from({ length: 6 }, (_, place) => (
        <span key={place} className="ghost" />
      ))}
    </output>
  )
}
