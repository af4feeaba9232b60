import Hls, { type Loader, type LoaderCallbacks, type LoaderConfiguration, type LoaderContext, type PlaylistLoaderConstructor } from 'hls.js/light'

/** Playlist texts that came with the grant, by URL: asking for them again would cost a round trip each. */
export type InlinePlaylists = Map<string, string>

/** A playlist loader that answers from `playlists` and fetches only what is not there. */
export function inlinePlaylistLoader(playlists: InlinePlaylists): PlaylistLoaderConstructor {
  const Fetching = Hls.DefaultConfig.loader as unknown as new (...args: unknown[]) => Loader<LoaderContext>
  return class extends Fetching {
    override load(context: LoaderContext, configuration: LoaderConfiguration, callbacks: LoaderCallbacks<LoaderContext>): void {
      const text = playlists.get(context.url)
      if (text === undefined) return super.load(context, configuration, callbacks)
      const now = performance.now()
      Object.assign(this.stats, { loaded: text.length, total: text.length, loading: { start: now, first: now, end: now } })
      queueMicrotask(() => callbacks.onSuccess({ url: context.url, data: text }, this.stats, context, null))
    }
  } as unknown as PlaylistLoaderConstructor
}
