import type { UploadState } from './uploader.ts'

/** How far the present stage came: of the bytes, or of all renditions together. */
export function wholePercent({ stage, sent_bytes, total_bytes, renditions }: UploadState): number {
  if (stage === 'sending') return total_bytes === 0 ? 0 : Math.floor((sent_bytes / total_bytes) * 100)
  const percents = Object.values(renditions)
  return Math.floor(percents.reduce((sum, percent) => sum + percent, 0) / percents.length)
}
