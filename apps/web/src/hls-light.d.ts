/** The light build is the same API without subtitles, alternate audio, DRM and ads; the package declares no types for it. */
declare module 'hls.js/light' {
  export * from 'hls.js'
  export { default, default as Hls } from 'hls.js'
}
