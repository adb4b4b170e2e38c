import { describe, expect, it } from 'vitest'
import type { StreamCode, Topic } from '@trading-pro/contracts'
import { IDLE_TOPIC_MS, UPDATE_RING_CHARACTERS_MAX, UPDATE_RING_MAX } from '../limits.ts'
import { StreamHub } from './stream-hub.ts'
import type { StreamTopic } from './stream-topic.ts'
import type { TopicSource } from './topic-source.ts'

/** A number that is counted up from outside. */
class Counter implements TopicSource {
  value = 0
  taken = 0
  isClosed = false

  takeUpdate(): string | null {
    if (this.value === this.taken) return null
    this.taken = this.value
    return `{"value":${this.value}}`
  }

  snapshot(): string {
    return `{"value":${this.taken}}`
  }

  catchUp(): string {
    return this.snapshot()
  }

  close(): void {
    this.isClosed = true
  }
}

const messagesPerSecond = {
  ...{ market_data: 100, orderbook: 50, trades: 100 },
  ...{ chart_data: 10, system: 5, heartbeat: 1 },
}

const failures: unknown[] = []

function createHub(openSource: (topic: Topic) => TopicSource | StreamCode): StreamHub {
  return new StreamHub({
    epoch: 'e',
    messagesPerSecond,
    openSource,
    onFailure: (error) => failures.push(error),
  })
}

function retained(hub: StreamHub, text: string, at = 0): StreamTopic {
  const topic = hub.retain(text, at)
  if (typeof topic === 'string') throw new Error(topic)
  return topic
}

function createTopic() {
  const counter = new Counter()
  const hub = createHub(() => counter)
  return { counter, hub, topic: retained(hub, 'market_data:SIM:AAPL') }
}

const parsed = (text: string | undefined): unknown => JSON.parse(text ?? 'null')

describe('a topic', () => {
  it('begins with what there was, and numbers what changes', () => {
    const counter = new Counter()
    counter.value = 7
    const hub = createHub(() => counter)
    const topic = retained(hub, 'market_data:SIM:AAPL', 5)
    expect(parsed(topic.snapshot())).toEqual({
      ...{ type: 'snapshot', topic: 'market_data:SIM:AAPL', epoch: 'e.1', seq: 0, ts: 5_000 },
      data: { value: 7 },
    })
    counter.value = 8
    const [flushed] = hub.flush(20)
    expect(parsed(flushed?.update.message)).toEqual({
      ...{ type: 'update', topic: 'market_data:SIM:AAPL', epoch: 'e.1', seq: 1, ts: 20_000 },
      data: { value: 8 },
    })
  })

  it('says nothing when there is no news', () => {
    const { hub } = createTopic()
    expect(hub.flush(1_000)).toEqual([])
  })

  it('speaks no more often than its channel may', () => {
    const { counter, hub } = createTopic()
    const spoken: number[] = []
    for (let at = 0; at < 1_000; at += 1) {
      counter.value += 1
      if (hub.flush(at).length > 0) spoken.push(at)
    }
    expect(spoken).toHaveLength(100)
  })

  it('speaks each time that a timer as fast as its channel comes, also a little early or late', () => {
    const { counter, hub } = createTopic()
    let count = 0
    for (let tick = 1; tick <= 100; tick += 1) {
      counter.value += 1
      count += hub.flush(tick * 10 + (tick % 2 === 0 ? 4 : 0)).length
    }
    expect(count).toBe(100)
  })

  it('shows the state as it was flushed, not as it is', () => {
    const { counter, hub, topic } = createTopic()
    counter.value = 1
    hub.flush(0)
    counter.value = 2
    expect(parsed(topic.snapshot())).toMatchObject({ seq: 1, data: { value: 1 } })
  })

  it('brings back exactly what somebody missed', () => {
    const { counter, hub, topic } = createTopic()
    for (let at = 10; at <= 50; at += 10) {
      counter.value = at
      hub.flush(at)
    }
    expect(topic.updatesAfter(2)?.map(({ seq }) => seq)).toEqual([3, 4, 5])
    expect(topic.updatesAfter(5)).toEqual([])
    expect(topic.updatesAfter(6)).toBeNull()
  })

  it('no longer has what is too old or too much', () => {
    const { counter, hub, topic } = createTopic()
    const count = UPDATE_RING_MAX + 10
    for (let index = 1; index <= count; index += 1) {
      counter.value = index
      hub.flush(index * 10)
    }
    expect(topic.updatesAfter(count - UPDATE_RING_MAX)).toHaveLength(UPDATE_RING_MAX)
    expect(topic.updatesAfter(count - UPDATE_RING_MAX - 1)).toBeNull()
  })

  it('keeps few updates when they are long, but always the last', () => {
    const half = JSON.stringify('x'.repeat(UPDATE_RING_CHARACTERS_MAX / 2))
    const source = {
      takeUpdate: () => half,
      snapshot: () => half,
      catchUp: () => null,
      close: () => undefined,
    }
    const hub = createHub(() => source)
    const topic = retained(hub, 'system')
    for (const at of [0, 1_000, 2_000]) hub.flush(at)
    expect(topic.updatesAfter(2)).toHaveLength(1)
    expect(topic.updatesAfter(1)).toBeNull()
  })

  it('has one message for all that somebody missed', () => {
    const { counter, hub, topic } = createTopic()
    for (const at of [10, 20, 30]) {
      counter.value = at
      hub.flush(at)
    }
    expect(parsed(topic.catchUp(1) ?? '')).toMatchObject({ type: 'update', firstSeq: 2, seq: 3 })
    // It stands for one update only, so that nothing needs to be said.
    expect(topic.catchUp(2)).not.toContain('firstSeq')
  })
})

describe('the hub', () => {
  it('says why there is no such topic', () => {
    const hub = createHub(() => 'unknown_symbol')
    expect(hub.retain('market_data:SIM:NONE', 0)).toBe('unknown_symbol')
    expect(hub.retain('nothing:SIM:AAPL', 0)).toBe('unknown_channel')
    expect(hub.size).toBe(0)
  })

  it('has one topic for all readers, and keeps it up for those who come back', () => {
    const { counter, hub, topic } = createTopic()
    expect(retained(hub, 'market_data:SIM:AAPL')).toBe(topic)
    hub.release(topic, 100)
    hub.release(topic, 200)
    hub.forgetIdle(200 + IDLE_TOPIC_MS - 1)
    expect([hub.size, counter.isClosed]).toEqual([1, false])
    hub.forgetIdle(200 + IDLE_TOPIC_MS)
    expect([hub.size, counter.isClosed]).toEqual([0, true])
  })

  it('does not forget what somebody reads', () => {
    const { hub, topic } = createTopic()
    hub.release(topic, 100)
    retained(hub, 'market_data:SIM:AAPL', 200)
    hub.forgetIdle(10 * IDLE_TOPIC_MS)
    expect(hub.size).toBe(1)
  })

  it('goes on with the others when a source fails, and says so once', () => {
    failures.length = 0
    const counters = new Map(['A', 'B', 'C'].map((name) => [name, new Counter()]))
    const hub = createHub((topic) => counters.get('symbol' in topic ? topic.symbol : '') ?? 'unknown_symbol')
    for (const name of counters.keys()) retained(hub, `trades:${name}`)
    const defect = new Error('broken')
    const broken = counters.get('B')
    if (broken === undefined) throw new Error('B')
    const takeUpdate = broken.takeUpdate.bind(broken)
    broken.takeUpdate = () => {
      throw defect
    }
    const flushedAt = (at: number) => {
      for (const counter of counters.values()) counter.value += 1
      return hub.flush(at).map(({ topic, update }) => [topic.identity.text, update.seq])
    }
    expect([flushedAt(10), flushedAt(20)]).toEqual([
      [
        ['trades:A', 1],
        ['trades:C', 1],
      ],
      [
        ['trades:A', 2],
        ['trades:C', 2],
      ],
    ])
    expect(failures).toEqual([defect])
    broken.takeUpdate = takeUpdate
    expect(flushedAt(30)[1]).toEqual(['trades:B', 1])
  })

  it('begins a new epoch when a topic is opened again', () => {
    const { hub, topic } = createTopic()
    hub.release(topic, 0)
    hub.forgetIdle(IDLE_TOPIC_MS)
    expect(retained(hub, 'market_data:SIM:AAPL').identity.epoch).not.toBe(topic.identity.epoch)
  })
})
