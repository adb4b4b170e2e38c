import type * as contracts from '@trading-pro/contracts'
import { parseTopic, publicChannels, streamedDepths, topicText } from '@trading-pro/contracts'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { channelOfText, isLogChannel, isPublicChannel, textOfTopic } from './topics.ts'
import type { ChannelData, MarketData, Trades } from '../generated/v1/stream-models.ts'
import type { BookDepth, ChannelName, StreamTopic, TopicData } from './topics.ts'

const topics: readonly StreamTopic[] = [
  { channel: 'market_data', symbol: 'SIM:AAPL' },
  { channel: 'trades', symbol: 'SIM:BTCUSD' },
  { channel: 'chart_data', symbol: 'SIM:AAPL', resolution: '1D' },
  { channel: 'system' },
  { channel: 'heartbeat' },
  ...streamedDepths.map((depth) => ({ channel: 'orderbook', symbol: 'SIM:AAPL', depth }) as const),
]

describe('topics', () => {
  it.each(topics)('are written as the contract writes them: $channel', (topic) => {
    expect(textOfTopic(topic)).toBe(topicText(topic))
    expect(parseTopic(textOfTopic(topic))).toEqual(topic)
    expect(channelOfText(textOfTopic(topic))).toBe(topic.channel)
  })

  it('are those of the contract', () => {
    expectTypeOf<StreamTopic>().toEqualTypeOf<contracts.Topic>()
    expectTypeOf<BookDepth>().toEqualTypeOf<contracts.StreamedDepth>()
    expectTypeOf<ChannelName>().toEqualTypeOf<contracts.PublicChannel>()
  })

  it('leave nothing out where the contract says so', () => {
    for (const [name, { kind }] of Object.entries(publicChannels)) {
      expect(isLogChannel(name), name).toBe(kind === 'log')
    }
  })

  it('need no login where the contract says so', () => {
    expect(Object.keys(publicChannels).every(isPublicChannel)).toBe(true)
    expect(['orders', 'account', 'toString'].some(isPublicChannel)).toBe(false)
  })

  it('tell by their type what they carry', () => {
    expectTypeOf<TopicData<{ channel: 'trades'; symbol: 'A' }>>().toEqualTypeOf<ChannelData['trades']>()
    expectTypeOf<TopicData<'market_data:SIM:AAPL'>['snapshot']>().toEqualTypeOf<MarketData>()
    expectTypeOf<TopicData<`trades:${string}`>['update']>().toEqualTypeOf<Trades>()
    expectTypeOf<TopicData<'system'>>().toEqualTypeOf<ChannelData['system']>()
    expectTypeOf<TopicData<string>['snapshot']>().toEqualTypeOf<unknown>()
    expectTypeOf<TopicData<'orders:A-1'>['update']>().toEqualTypeOf<unknown>()
  })
})
