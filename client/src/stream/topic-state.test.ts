import { describe, expect, it } from 'vitest'
import { mergeMarketData } from './market-data.ts'
import { foldTopic } from './topic-state.ts'
import type { MarketData } from '../generated/v1/stream-models.ts'
import type { TopicMessage } from './server-message.ts'

const quote: MarketData = {
  ...{ bid: 10, bidSize: 1, ask: 11, askSize: 2, last: 10.5, lastSize: 3, open: 9, high: 12, low: 8 },
  ...{ previousClose: 10, change: 0.5, changePercent: 5, volume: 100, marketState: 'continuous', time: 5 },
}

function message(type: 'snapshot' | 'update', seq: number, data: unknown): TopicMessage {
  return { type, topic: 'market_data:SIM:AAPL', epoch: 'e', seq, ts: seq, data }
}

describe('an update of a quote', () => {
  it('changes what it has, also to what is not known, and leaves the rest', () => {
    const merged = mergeMarketData(quote, { bid: null, ask: 11.5 })
    expect(merged).toEqual({ ...quote, bid: null, ask: 11.5 })
    expect(quote.bid).toBe(10)
  })
})

describe('the state of a topic', () => {
  const first = message('snapshot', 1, quote)

  it('of quotes is the snapshot with all updates since', () => {
    const second = foldTopic('market_data', first, message('update', 2, { bid: 10.1 }))
    const third = foldTopic('market_data', second, message('update', 3, { last: 10.2 }))
    expect(third).toEqual(message('update', 3, { ...quote, bid: 10.1, last: 10.2 }))
    expect(foldTopic('market_data', third, first)).toBe(first)
  })

  it('of quotes is not known without a snapshot', () => {
    expect(foldTopic('market_data', null, message('update', 2, { bid: 10.1 }))).toBeNull()
  })

  it.each(['system', 'heartbeat'])('of %s is the last message', (channel) => {
    const last = message('update', 2, {})
    expect(foldTopic(channel, first, last)).toBe(last)
  })

  it.each(['orderbook', 'trades', 'chart_data', 'orders'])('of %s is not kept', (channel) => {
    expect(foldTopic(channel, null, first)).toBeNull()
  })
})
