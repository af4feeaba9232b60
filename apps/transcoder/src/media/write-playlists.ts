import type { RenditionName } from './ffmpeg-arguments.ts'
import { targetDuration, type PackagedRendition } from './package-cmaf.ts'

/** Where each rendition lies below a version's directory: what a plan capped at 128 kbps may hear is one prefix. */
export const renditionFolder: Record<RenditionName, string> = { '64k': '128k/', '128k': '128k/', '320k': '' }

/** Players start with the first variant they are shown: good sound, and a first segment of 16 kB. */
const order: readonly RenditionName[] = ['128k', '64k', '320k']

function mediaPlaylist(name: RenditionName, { segments }: PackagedRendition): string {
  return [
    '#EXTM3U', '#EXT-X-VERSION:7', `#EXT-X-TARGETDURATION:${targetDuration(segments)}`, '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS', `#EXT-X-MAP:URI="segments/${name}/init.mp4"`,
    ...segments.flatMap(segment => [`#EXTINF:${segment.duration_s.toFixed(6)},`, `segments/${name}/${segment.name}`]),
    '#EXT-X-ENDLIST', ''
  ].join('\n')
}

/** A multivariant playlist that lies in `folder` and lists what lies at or below it. */
function masterPlaylist(folder: string, packaged: Record<RenditionName, PackagedRendition>): string {
  const listed = order.filter(name => renditionFolder[name].startsWith(folder))
  return [
    '#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS',
    ...listed.flatMap(name => [
      `#EXT-X-STREAM-INF:BANDWIDTH=${packaged[name].peak_bandwidth},AVERAGE-BANDWIDTH=${packaged[name].average_bandwidth},CODECS="mp4a.40.2"`,
      `${renditionFolder[name].slice(folder.length)}audio_${name}.m3u8`
    ]), ''
  ].join('\n')
}

/** All playlists of a version (RFC 8216bis), by their path below its directory. */
export function writePlaylists(packaged: Record<RenditionName, PackagedRendition>): Record<string, string> {
  return {
    'master.m3u8': masterPlaylist('', packaged),
    '128k/master.m3u8': masterPlaylist('128k/', packaged),
    '128k/audio_64k.m3u8': mediaPlaylist('64k', packaged['64k']),
    '128k/audio_128k.m3u8': mediaPlaylist('128k', packaged['128k']),
    'audio_320k.m3u8': mediaPlaylist('320k', packaged['320k'])
  }
}
