import { useId } from 'react'

interface WaveformProps {
  readonly peaks: readonly number[]
  /** Parts of the whole, 0–1. */
  readonly played: number
  readonly buffered: number
}

const bars = 120

/** A song's shape as bars; what was played is lit, what is buffered is half lit. */
export function Waveform({ peaks, played, buffered }: WaveformProps) {
  const id = useId().replaceAll(/\W/g, '')
  const heights = peaks.length === 0 ? Array.from({ length: bars }, () => 0.08) : resample(peaks, bars)
  return (
    <svg className="waveform" viewBox={`0 0 ${bars} 32`} preserveAspectRatio="none" aria-hidden="true">
      <clipPath id={id}>
        {heights.map((height, bar) => (
          <rect key={bar} x={bar + 0.15} y={16 - Math.max(1, height * 15)} width="0.7" height={Math.max(2, height * 30)} />
        ))}
      </clipPath>
      <g clipPath={`url(#${id})`}>
        <rect className="waveform-rest" width={bars} height="32" />
        <rect className="waveform-buffered" width={buffered * bars} height="32" />
        <rect className="waveform-played" width={played * bars} height="32" />
      </g>
    </svg>
  )
}

/** The loudest of each stretch. */
function resample(peaks: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, bar) => Math.max(...peaks.slice(Math.floor((bar * peaks.length) / count), Math.max(1, Math.ceil(((bar + 1) * peaks.length) / count)))))
}
