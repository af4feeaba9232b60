import { Counter, metrics, rateOf } from '@segue/service'

const issued = new Counter<'max_bitrate_kbps'>({
  name: 'grants_issued_total',
  help: 'Grants given, those from the cache too',
  labelNames: ['max_bitrate_kbps'],
  registers: [metrics],
})

/** Counts grants, for the metrics and as a share of what one process can give. */
export function countGrants(limit_per_s: number) {
  const rate = rateOf(limit_per_s)
  return {
    granted(max_bitrate_kbps: number): void {
      issued.inc({ max_bitrate_kbps })
      rate.add(1)
    },
    share: rate.share,
  }
}
