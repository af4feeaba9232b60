export type DocumentType = 'song' | 'artist' | 'album' | 'playlist'

/** One thing that can be found. `version` is the external version: an older write never replaces a newer one. */
export interface SearchDocument {
  readonly type: DocumentType
  readonly id: string
  readonly version: number
  /** Title of a song, album or playlist, name of an artist. */
  readonly title: string
  /** Names of the artists, the owner of a playlist. */
  readonly by: readonly string[]
  readonly album: string | null
  readonly genres: readonly string[]
  /** Returned untouched with a hit: what the list needs to show. */
  readonly card: Readonly<Record<string, unknown>>
}

export interface SearchQuery {
  readonly q: string
  readonly types: readonly DocumentType[]
  readonly genre: string | null
  readonly limit: number
  readonly offset: number
}

export interface Hits {
  readonly items: readonly { readonly id: string; readonly card: Readonly<Record<string, unknown>> }[]
  /**
   * Exact below 1,000, or below 200 where typos had to be forgiven. Above it there are at least as many, and always more
   * than the page shows unless it is the last.
   */
  readonly total: number
}

export interface Suggestion {
  readonly type: DocumentType
  readonly id: string
  readonly text: string
}

/**
 * Prefixes, one typo in a word, missing accents, another order of words, missing or extra spaces and symbols
 * ("daft pnuk", "beyonce", "acdc", "kesha" for Ke$ha) find the thing; an exact title beats a prefix beats a typo, and
 * among equals the popular one comes first.
 */
export interface SearchIndex extends IndexWriter, AsyncDisposable {
  /** One answer for each type asked for. */
  search(query: SearchQuery): Promise<Partial<Record<DocumentType, Hits>>>
  suggest(q: string, limit: number): Promise<readonly Suggestion[]>
  /** Rejects when the index can't be reached. */
  ping(): Promise<void>
}

/** Plays of all time of the document of that type, or of whatever has the id. */
export interface Popularity {
  readonly type?: DocumentType
  readonly id: string
  readonly plays: number
}

/** What an index is to hold. */
export interface Changes {
  readonly upserts?: readonly SearchDocument[]
  readonly removals?: readonly Removal[]
  readonly plays?: readonly Popularity[]
}

export type Removal = Pick<SearchDocument, 'type' | 'id' | 'version'>

export interface IndexWriter {
  /** All of it, as the three below would do it in their order, for the price of one. */
  write(changes: readonly Changes[]): Promise<void>
  /** Visible to the next search. Older versions than the one held, or than the tombstone, change nothing. */
  upsert(documents: readonly SearchDocument[]): Promise<void>
  /** Leaves a tombstone, so that a late upsert of an older version revives nothing. */
  remove(documents: readonly Removal[]): Promise<void>
  /** Sets the number, so that repeating changes nothing. Unknown ids are ignored. */
  setPopularity(plays: readonly Popularity[]): Promise<void>
}

/**
 * A second index, which nobody searches before `finish`. Meanwhile the live one goes on, and what anybody writes to it goes into the
 * second as well, from the moment that `rebuildSearchIndex` resolves; its writers therefore only bring what is there already, which
 * changes nothing that is newer. Disposed of unfinished, or killed, it leaves the live index as it was; a later rebuild takes its place.
 */
export interface Rebuild extends IndexWriter, AsyncDisposable {
  /** Puts the second index in the place of the first, at one moment. Rejects when another rebuild has begun since. */
  finish(): Promise<void>
}
