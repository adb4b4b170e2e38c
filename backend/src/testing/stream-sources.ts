import type { StreamCode, Topic } from '@trading-pro/contracts'
import type { TopicSource } from '@trading-pro/exchange'

/** A source that says what a test tells it to: each piece of news is a number that grows by one. */
export interface ScriptedSource extends TopicSource {
  /** There is news; of the size that its kind makes of so many entries. */
  publish(entries?: number): void
}

const PRICE = 100

const emptyQuote = {
  ...{ bid: null, bidSize: null, ask: null, askSize: null, last: null, lastSize: null },
  ...{ open: null, high: null, low: null, previousClose: null, change: null, changePercent: null },
  ...{ volume: null, marketState: 'continuous', time: null },
}

interface Script {
  /** Of a piece of news. */
  readonly update: (count: number, entries: number) => object
  readonly snapshot: (count: number, entries: number) => object
  /** Whether any reader can be brought up to date by an update. */
  readonly hasCatchUp: boolean
}

function levels(entries: number): [number, number][] {
  return Array.from({ length: entries }, (_, index): [number, number] => [PRICE - index, 1_000_000 + index])
}

const scripts: Readonly<Record<Topic['channel'], Script>> = {
  market_data: {
    update: (count) => ({ last: count }),
    snapshot: (count) => ({ ...emptyQuote, last: count }),
    hasCatchUp: true,
  },
  orderbook: {
    update: (count, entries) => ({ bids: levels(entries), asks: [], crc: count }),
    snapshot: (count, entries) => ({
      ...{ priceScale: 1, quantityScale: 1, bids: levels(entries), asks: [], crc: count },
    }),
    hasCatchUp: false,
  },
  trades: {
    update: (count, entries) => ({
      trades: Array.from({ length: entries }, () => ({
        ...{ tradeId: count, price: PRICE, quantity: 1, side: 'buy', time: 0 },
      })),
    }),
    snapshot: () => ({ trades: [] }),
    hasCatchUp: false,
  },
  chart_data: {
    update: (count) => ({ bars: [bar(count)] }),
    snapshot: (count) => ({ bars: [bar(count)] }),
    hasCatchUp: false,
  },
  system: {
    update: () => ({ status: 'ok', message: '', providers: [] }),
    snapshot: () => ({ status: 'ok', message: '', providers: [] }),
    hasCatchUp: true,
  },
  heartbeat: {
    update: (count) => ({ serverTime: count }),
    snapshot: (count) => ({ serverTime: count }),
    hasCatchUp: true,
  },
}

function bar(count: number): object {
  return { time: 0, open: PRICE, high: PRICE, low: PRICE, close: PRICE, volume: count, closed: false }
}

function createScriptedSource({ update, snapshot, hasCatchUp }: Script): ScriptedSource {
  let count = 0
  let flushed = 0
  let entries = 1
  return {
    publish(entryCount = 1) {
      count += 1
      entries = entryCount
    },
    takeUpdate() {
      if (count === flushed) return null
      flushed = count
      return JSON.stringify(update(flushed, entries))
    },
    snapshot: () => JSON.stringify(snapshot(flushed, entries)),
    close: () => undefined,
    catchUp: () => (hasCatchUp ? JSON.stringify(snapshot(flushed, entries)) : null),
  }
}

/** Sources by topic, made as they are asked for. */
export interface ScriptedSources {
  open(topic: Topic): TopicSource | StreamCode
  /** The source of a topic that has been opened. */
  of(text: string): ScriptedSource
}

/** Everything of `SIM:` is streamed; `DEAD:` fails, and nobody knows anything else. */
export function createScriptedSources(textOf: (topic: Topic) => string): ScriptedSources {
  const sources = new Map<string, ScriptedSource>()
  return {
    open(topic) {
      if ('symbol' in topic && topic.symbol.startsWith('DEAD:')) throw new Error('the source is broken')
      if ('symbol' in topic && !topic.symbol.startsWith('SIM:')) return 'unknown_symbol'
      if (topic.channel === 'chart_data' && topic.resolution === 'never') return 'unknown_resolution'
      const source = createScriptedSource(scripts[topic.channel])
      sources.set(textOf(topic), source)
      return source
    },
    of(text) {
      const source = sources.get(text)
      if (source === undefined) throw new Error(`nobody has opened ${text}`)
      return source
    },
  }
}
