import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from '@prometheus-io/client'

/** The metrics of this process; services that share a process are told apart by the label `service`. */
export const metrics = new Registry()
collectDefaultMetrics({ register: metrics })

export const requestDuration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time from the request to the last byte of the answer',
  labelNames: ['service', 'operation', 'status'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers: [metrics],
})

export const faults = new Counter({
  name: 'faults_total',
  help: 'Errors that nobody foresaw',
  labelNames: ['service', 'operation'],
  registers: [metrics],
})

export { Counter, Gauge, Histogram }
