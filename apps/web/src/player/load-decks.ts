type Decks = typeof import('./deck.ts')

let loading: Promise<Decks> | null = null

/** The code that plays, hls.js with it: a quarter of the page, and not needed to see it. A load that failed is tried again. */
export function loadDecks(): Promise<Decks> {
  loading ??= import('./deck.ts').catch((error: unknown) => {
    loading = null
    throw error
  })
  return loading
}
