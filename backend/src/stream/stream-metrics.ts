import { Counter, Gauge, type Registry } from 'prom-client'
import type { Traffic } from './connection.ts'

/** What the gateway counts by itself, so that sending costs no more than an addition. */
export interface StreamNumbers {
  readonly traffic: Traffic
  readonly connectionCount: () => number
  readonly laggingCount: () => number
}

/** Events that are counted as they happen. */
export interface StreamMetrics {
  /** A connection has ended with this status code. */
  countClose(code: number): void
  /** No connection was made, by the code of the problem. */
  countRefusal(code: string): void
}

/** Makes the metrics of the stream. */
export function createStreamMetrics(registry: Registry, numbers: StreamNumbers): StreamMetrics {
  const registers = [registry]
  const gauge = (name: string, help: string, value: () => number): void => {
    const made: Gauge = new Gauge({
      ...{ name, help, registers },
      collect() {
        made.set(value())
      },
    })
  }
  const counter = (name: string, help: string, total: () => number): void => {
    const made: Counter = new Counter({
      ...{ name, help, registers },
      collect() {
        made.reset()
        made.inc(total())
      },
    })
  }
  gauge('stream_connections', 'Open connections of the stream', numbers.connectionCount)
  gauge(
    'stream_lagging_connections',
    'Of these, how many have not been sent everything',
    numbers.laggingCount,
  )
  counter('stream_messages_total', 'Messages sent', () => numbers.traffic.messages)
  counter('stream_bytes_total', 'Bytes of messages sent, as frames', () => numbers.traffic.bytes)
  const closed = new Counter({
    name: 'stream_closed_total',
    help: 'Connections that have ended, by status code',
    labelNames: ['code'],
    registers,
  })
  const refused = new Counter({
    name: 'stream_refused_total',
    help: 'Connections that were refused, by the code of the problem',
    labelNames: ['code'],
    registers,
  })
  return {
    countClose: (code) => {
      closed.inc({ code: String(code) })
    },
    countRefusal: (code) => {
      refused.inc({ code })
    },
  }
}
