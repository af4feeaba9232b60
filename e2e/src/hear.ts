import type { Page } from 'playwright-core'

export interface Heard {
  readonly advanced_s: number
  /** Loudest sample of the analyser, 0–1. */
  readonly peak: number
}

/** Listens to the page for a while, longer where a busy machine is slow to begin: how far playback came, and whether it was more than silence. */
export async function hear(page: Page, listen_ms = 1_500): Promise<Heard> {
  await page.waitForFunction(() => [...document.querySelectorAll('audio')].some((audio) => !audio.paused && audio.currentTime > 0), null, { timeout: 20_000 })
  return page.evaluate(async (ms) => {
    const audio = [...document.querySelectorAll('audio')].find((element) => !element.paused && element.currentTime > 0)
    if (audio === undefined || !('captureStream' in audio) || typeof audio.captureStream !== 'function') throw new Error('nothing plays')
    const began = audio.currentTime
    const context = new AudioContext()
    const analyser = context.createAnalyser()
    const stream: unknown = audio.captureStream()
    if (!(stream instanceof MediaStream)) throw new Error('no stream to listen to')
    context.createMediaStreamSource(stream).connect(analyser)
    const samples = new Float32Array(analyser.fftSize)
    let peak = 0
    const listening_at = performance.now()
    const hasBegun = () => peak > 0 && audio.currentTime - began > ms / 2_000
    while (performance.now() < listening_at + (hasBegun() || audio.paused ? ms : 10_000)) {
      await new Promise(requestAnimationFrame)
      analyser.getFloatTimeDomainData(samples)
      for (const sample of samples) peak = Math.max(peak, Math.abs(sample))
    }
    await context.close()
    return { advanced_s: audio.currentTime - began, peak }
  }, listen_ms)
}
