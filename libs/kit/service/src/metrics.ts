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
  help: 'Errors that nobody foresaw, in groups of the same cause',
  labelNames: ['service', 'operation', 'group'],
  registers: [metrics],
})

/** 1 for each service here: joined to other figures it tells which release they are of. */
export const releases = new Gauge({
  name: 'release_info',
  help: 'The release of a service that runs here',
  labelNames: ['service', 'release'],
  registers: [metrics],
})

export const dependencyUp = new Gauge({
  name: 'dependency_up',
  help: 'Whether what a service needs answers: 1 or 0, asked when this is read',
  labelNames: ['service', 'dependency'],
  registers: [metrics],
})

export { Counter, Gauge, Histogram }
