import type { StreamClient, StreamState } from '@trading-pro/client'
import { describe, expect, it } from 'vitest'
import { createMarketStream } from './market-stream.ts'

/** A client that connects to nothing, and is in the state that the test puts it in. */
function fakeClient() {
  let state: StreamState = 'connecting'
  let nextTryAt: number | null = null
  let tell: (state: StreamState) => void = () => undefined
  const topics: unknown[] = []
  const client: StreamClient = {
    get state() {
      return state
    },
    get nextTryAt() {
      return nextTryAt
    },
    serverTimeOffset: null,
    subscribe(topic) {
      topics.push(topic)
      return { topic: 'any', close: () => undefined, resync: () => undefined }
    },
    onState(listener) {
      tell = listener
      return () => undefined
    },
    renewToken: () => Promise.resolve(),
    close: () => undefined,
  }
  return {
    client,
    topics,
    become(next: StreamState, at: number | null = null) {
      state = next
      nextTryAt = at
      tell(next)
    },
  }
}

const handlers = { onSnapshot: () => undefined, onUpdate: () => undefined }

describe('the stream of the app', () => {
  it('connects with the first subscription, and once', () => {
    const fake = fakeClient()
    let opened = 0
    const stream = createMarketStream(() => {
      opened += 1
      return fake.client
    })
    expect([opened, stream.status.value]).toEqual([0, { kind: 'idle' }])
    stream.subscribe({ channel: 'trades', symbol: 'SIM:AAPL' }, handlers)
    stream.subscribe('heartbeat', handlers)
    expect(opened).toBe(1)
    expect(fake.topics).toEqual([{ channel: 'trades', symbol: 'SIM:AAPL' }, 'heartbeat'])
    expect(stream.status.value).toEqual({ kind: 'connecting' })
  })

  it('wakes up a client that waits, as soon as there is one', () => {
    const fake = fakeClient()
    let woken = 0
    const stream = createMarketStream((watchWakeUps) => {
      watchWakeUps(() => (woken += 1))
      return fake.client
    })
    stream.wake()
    stream.subscribe('heartbeat', handlers)
    stream.wake()
    window.dispatchEvent(new Event('online'))
    expect(woken).toBe(2)
  })

  it('says what the connection does, and when it tries again', () => {
    const fake = fakeClient()
    const stream = createMarketStream(() => fake.client)
    stream.subscribe('heartbeat', handlers)
    fake.become('open')
    expect(stream.status.value).toEqual({ kind: 'live' })
    fake.become('waiting', 5_000)
    expect(stream.status.value).toEqual({ kind: 'reconnecting', atMs: 5_000 })
    fake.become('connecting')
    expect(stream.status.value).toEqual({ kind: 'reconnecting', atMs: null })
    fake.become('open')
    expect(stream.status.value).toEqual({ kind: 'live' })
  })
})
