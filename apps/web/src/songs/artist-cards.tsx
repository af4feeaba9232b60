import type { ArtistCard } from '@segue/contracts'

interface ArtistCardsProps {
  readonly artists: readonly ArtistCard[]
  readonly onArtist: (name: string) => void
}

export function ArtistCards({ artists, onArtist }: ArtistCardsProps) {
  return (
    <section aria-labelledby="found-artists">
      <h2 id="found-artists">Artists</h2>
      <ul className="artists">
        {artists.map(({ id, name, genres, image_url }) => (
          <li key={id}>
            <button type="button" className="artist" onClick={() => onArtist(name)}>
              {image_url === null ? (
                <span className="avatar large" aria-hidden="true">
                  {[...name][0]}
                </span>
              ) : (
                <img className="avatar large" src={image_url} alt="" />
              )}
              <span>
                <strong>{name}</strong>
                {genres.length > 0 && <small>{genres.join(' · ')}</small>}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
