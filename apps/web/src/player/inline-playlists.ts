import { Hls, type LoaderCallbacks, type LoaderConfiguration, type PlaylistLoaderConstructor, type PlaylistLoaderContext } from 'hls.js/light'

/** Playlist texts that came with the grant, by URL: asking for them again would cost a round trip each. */
export type InlinePlaylists = Map<string, string>

/** A playlist loader that answers from `playlists` and fetches only what is not there. */
export function inlinePlaylistLoader(playlists: InlinePlaylists): PlaylistLoaderConstructor {
  return class extends Hls.DefaultConfig.loader {
    declare context: PlaylistLoaderContext | null

    override load(context: PlaylistLoaderContext, configuration: LoaderConfiguration, callbacks: LoaderCallbacks<PlaylistLoaderContext>): void {
      const text = playlists.get(context.url)
      if (text === undefined) {
        return super.load(context, configuration, {
          onSuccess: (response, stats, _, details) => callbacks.onSuccess(response, stats, context, details),
          onError: (error, _, details, stats) => callbacks.onError(error, context, details, stats),
          onTimeout: (stats, _, details) => callbacks.onTimeout(stats, context, details),
        })
      }
      const now = performance.now()
      Object.assign(this.stats, { loaded: text.length, total: text.length, loading: { start: now, first: now, end: now } })
      queueMicrotask(() => callbacks.onSuccess({ url: context.url, data: text }, this.stats, context, null))
    }
  }
}
