import { useServices } from '../services.ts'
import { usePart } from '../store.ts'

/** The room takes the light of the cover that plays. */
export function Ambience() {
  const { player } = useServices()
  const artwork_url = usePart(player.state, ({ song }) => song?.artwork_url ?? null)
  return <div className="ambience">{artwork_url !== null && <img key={artwork_url} src={artwork_url} alt="" aria-hidden="true" />}</div>
}
