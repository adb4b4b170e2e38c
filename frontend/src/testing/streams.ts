import type { StreamHandlers, StreamTopic, Subscription } from '@trading-pro/client'
import { createApp, effectScope, shallowRef, type EffectScope } from 'vue'
import { marketStreamKey, type MarketStream, type StreamStatus } from '../api/stream/market-stream.ts'

type Handlers = StreamHandlers<unknown, unknown>

function textOf(topic: StreamTopic | string): string {
  return typeof topic === 'string' ? topic : Object.values(topic).join(':')
}

/** A stream that says what a test wants it to say. */
export function fakeStream() {
  const status = shallowRef<StreamStatus>({ kind: 'idle' })
  const readers = new Map<string, Set<Handlers>>()
  const calls: string[] = []

  function tell(topic: string, say: (handlers: Handlers) => void): void {
    const handlers = readers.get(topic)
    if (handlers === undefined || handlers.size === 0) throw new Error(`nobody reads ${topic}`)
    for (const each of handlers) say(each)
  }

  const position = (topic: string) => ({ topic, epoch: 'e1', seq: 1, ts: 0 })
  const stream: MarketStream = {
    status,
    wake: () => calls.push('wake'),
    subscribe(wanted, handlers): Subscription {
      const topic = textOf(wanted)
      // What a topic carries, the test that tells it knows.
      const reader = handlers as unknown as Handlers
      const set = readers.get(topic) ?? new Set()
      readers.set(topic, set.add(reader))
      calls.push(`subscribe ${topic}`)
      return {
        topic,
        close() {
          set.delete(reader)
          calls.push(`close ${topic}`)
        },
        resync: () => calls.push(`resync ${topic}`),
      }
    },
  }
  return {
    stream,
    status,
    calls,
    /** Topics that somebody reads now. */
    topics: () => [...readers].filter(([, set]) => set.size > 0).map(([topic]) => topic),
    snapshot: (topic: string, data: unknown) => tell(topic, (each) => each.onSnapshot(data, position(topic))),
    update: (topic: string, data: unknown) => tell(topic, (each) => each.onUpdate(data, position(topic))),
    stale: (topic: string, isStale: boolean) => tell(topic, (each) => each.onStale?.(isStale)),
    refuse: (topic: string, code: 'unknown_symbol' | 'not_streamed', reason: string) =>
      tell(topic, (each) => each.onError?.({ code, reason })),
  }
}

/** Runs a composable outside of any component, with a stream. */
export function runWithStream<Result>(
  stream: MarketStream,
  setUp: () => Result,
): { readonly result: Result; readonly scope: EffectScope } {
  const scope = effectScope()
  const app = createApp({}).provide(marketStreamKey, stream)
  const result = app.runWithContext(() => scope.run(setUp))
  if (result === undefined) throw new Error('the scope did not run')
  return { result, scope }
}
