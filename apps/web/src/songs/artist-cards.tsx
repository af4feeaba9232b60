import type { ArtistCard } from '@segue/contracts'

export function ArtistCards({ artists }: { readonly artists: readonly ArtistCard[] }) {
  return (
    <section aria-labelledby="found-artists">
      <h2 id="found-artists">Artists</h2>
      <ul className="artists">
        {artists.map(({ id, name, genres }) => (
          <li key={id} className="artist">
            <span className="avatar large" aria-hidden="true">
              {[...name][0]}
            </span>
            <span>
              <strong>{name}</strong>
              <small>{genres.join(' · ')}</small>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
