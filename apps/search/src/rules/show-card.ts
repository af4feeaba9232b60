import type { DocumentType, SearchDocument } from '@segue/search-index'

const pictures: Readonly<Partial<Record<DocumentType, readonly [path: string, url: string]>>> = {
  song: ['artwork_path', 'artwork_url'],
  artist: ['image_path', 'image_url'],
  album: ['cover_path', 'cover_url'],
}

/** A card as a client sees it: its picture at the media address. */
export function showCard(type: DocumentType, card: SearchDocument['card'], media_url: string): Record<string, unknown> {
  const picture = pictures[type]
  if (picture === undefined) return card
  const [from, to] = picture
  const { [from]: path, ...shown } = card
  return { ...shown, [to]: typeof path === 'string' ? `${media_url}/${path}` : null }
}
