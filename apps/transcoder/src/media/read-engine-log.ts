/** What an engine's log (`-loglevel level+info`) says about a run. */
export interface EngineLog {
  /** Lines that mean the sound is damaged. */
  complaints: string[]
  loudness_lufs: number | undefined
  true_peak_dbtp: number | undefined
}

// A cover inside the file is a stream too; that its codec is barred is what we asked for.
const expected = /Codec \(\w+\) not on whitelist/
const complaint = /\[(?:error|fatal|panic)\]|\[warning\].*\bcorrupt\b/i

/** The last number behind a label: ffmpeg 5.1 prints the ebur128 summary once per filter graph, and only the last is of the whole song. */
function lastNumber(log: string, pattern: RegExp): number | undefined {
  const last = [...log.matchAll(pattern)].at(-1)?.[1]
  return last === undefined ? undefined : Number(last)
}

/** Reads a log: exit codes say nothing, since truncated and corrupt files end with 0 as well. */
export function readEngineLog(log: string): EngineLog {
  return {
    complaints: log.split('\n').filter(line => complaint.test(line) && !expected.test(line)),
    loudness_lufs: lastNumber(log, /^\s+I:\s+(-?[\d.]+) LUFS/gm),
    true_peak_dbtp: lastNumber(log, /^\s+Peak:\s+(-?[\d.]+) dBFS/gm)
  }
}
