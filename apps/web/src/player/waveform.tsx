import { memo, useId } from 'react'
import { resample } from './outline.ts'

interface WaveformProps {
  readonly peaks: readonly number[]
  /** Parts of the whole, 0–1. */
  readonly played: number
  readonly buffered: number
}

const bars = 140

/** A song's shape as bars; what was played is lit, what is buffered is half lit. */
export function Waveform({ peaks, played, buffered }: WaveformProps) {
  const id = useId().replaceAll(/\W/g, '')
  return (
    <svg className="waveform" viewBox={`0 0 ${bars} 32`} preserveAspectRatio="none" aria-hidden="true">
      <Bars id={id} peaks={peaks} />
      <g clipPath={`url(#${id})`}>
        <rect className="waveform-rest" width={bars} height="32" />
        <rect className="waveform-buffered" width={bars} height="32" style={{ transform: `scaleX(${buffered})` }} />
        <rect className="waveform-played" width={bars} height="32" style={{ transform: `scaleX(${played})` }} />
      </g>
    </svg>
  )
}

const Bars = memo(function Bars({ id, peaks }: { readonly id: string; readonly peaks: readonly number[] }) {
  const heights = peaks.length === 0 ? Array.from({ length: bars }, () => 0.06) : resample(peaks, bars)
  return (
    <clipPath id={id}>
      {heights.map((height, bar) => (
        <rect key={bar} x={bar + 0.14} y={16 - Math.max(1, height * 15)} width="0.66" height={Math.max(2, height * 30)} rx="0.3" />
      ))}
    </clipPath>
  )
})
