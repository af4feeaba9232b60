/** The shape of what comes, while it comes. */
export function Skeleton() {
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: 6 }, (_, place) => (
        <span key={place} />
      ))}
    </div>
  )
}
