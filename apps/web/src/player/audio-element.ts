/** An element that sends cookies to the media edge; it stays for as long as the page, whatever it plays. */
export function createAudio(volume: number): HTMLAudioElement {
  const audio = document.createElement('audio')
  audio.preload = 'auto'
  audio.crossOrigin = 'use-credentials'
  audio.volume = volume
  document.body.append(audio)
  return audio
}

/** Safari lets an element play later only when a press has touched it. */
export function unlock(pair: readonly HTMLAudioElement[]): void {
  for (const audio of pair) if (audio.networkState === HTMLMediaElement.NETWORK_EMPTY) audio.load()
}

/** The end of what is loaded without a hole from here on, in seconds of the song. */
export function bufferedUntil({ buffered, currentTime }: HTMLAudioElement): number {
  for (let range = 0; range < buffered.length; range++) if (buffered.start(range) <= currentTime + 0.1 && buffered.end(range) >= currentTime) return buffered.end(range)
  return 0
}
