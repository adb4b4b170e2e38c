import type { FastifyInstance } from 'fastify'
import { Counter, Histogram, type Registry } from 'prom-client'

/** From a ready answer to a long resampling, in seconds. */
const DURATION_BUCKETS = [0.0005, 0.001, 0.005, 0.025, 0.1, 0.5, 2]

/** Counts an answered request of an operation, and the seconds that it took. */
export type CountRequest = (operation: string, status: number, seconds: number) => void

/** Makes the metrics of requests; an operation's labels are made once. */
export function createRequestMetrics(registry: Registry): CountRequest {
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests by operation and status',
    labelNames: ['operation', 'status'],
    registers: [registry],
  })
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from request to answer by operation',
    labelNames: ['operation'],
    buckets: DURATION_BUCKETS,
    registers: [registry],
  })
  const counters = new Map<string, Counter.Internal>()
  const timers = new Map<string, Histogram.Internal<'operation'>>()

  return (operation, status, seconds) => {
    const key = `${operation} ${status}`
    const counter = counters.get(key) ?? requests.labels(operation, String(status))
    counters.set(key, counter)
    counter.inc()
    const timer = timers.get(operation) ?? durations.labels(operation)
    timers.set(operation, timer)
    timer.observe(seconds)
  }
}

/** Counts every request that the application answers. */
export function addMetricsHook(app: FastifyInstance, count: CountRequest): void {
  app.addHook('onResponse', (request, reply, done) => {
    const operation = request.routeOptions.config.operation?.id ?? 'other'
    count(operation, reply.statusCode, reply.elapsedTime / 1000)
    done()
  })
}
