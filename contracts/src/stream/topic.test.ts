import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SYMBOL_LENGTH_MAX } from '../limits.ts'
import { publicChannels } from './channels.ts'
import { parseTopic, streamedDepths, TOPIC_LENGTH_MAX, topicText, type Topic } from './topic.ts'

describe('the text of a topic', () => {
  it.each<[string, Topic]>([
    ['market_data:SIM:AAPL', { channel: 'market_data', symbol: 'SIM:AAPL' }],
    ['trades:AAPL', { channel: 'trades', symbol: 'AAPL' }],
    ['orderbook:SIM:AAPL:20', { channel: 'orderbook', symbol: 'SIM:AAPL', depth: 20 }],
    ['chart_data:SIM:BTCUSD:1D', { channel: 'chart_data', symbol: 'SIM:BTCUSD', resolution: '1D' }],
    ['system', { channel: 'system' }],
    ['heartbeat', { channel: 'heartbeat' }],
  ])('%s', (text, topic) => {
    expect(parseTopic(text)).toEqual(topic)
  })

  it.each([
    ['', 'unknown_channel'],
    ['quotes:SIM:AAPL', 'unknown_channel'],
    ['constructor:SIM:AAPL', 'unknown_channel'],
    ['Trades:SIM:AAPL', 'unknown_channel'],
    ['trades', 'malformed_topic'],
    ['trades:', 'malformed_topic'],
    [`trades:${'A'.repeat(SYMBOL_LENGTH_MAX + 1)}`, 'malformed_topic'],
    ['system:SIM:AAPL', 'malformed_topic'],
    ['heartbeat:', 'malformed_topic'],
    ['orderbook', 'malformed_topic'],
    ['orderbook:20', 'malformed_topic'],
    ['orderbook::20', 'malformed_topic'],
    ['orderbook:SIM:AAPL', 'unsupported_depth'],
    ['orderbook:SIM:AAPL:', 'unsupported_depth'],
    ['orderbook:SIM:AAPL:25', 'unsupported_depth'],
    ['orderbook:SIM:AAPL:020', 'unsupported_depth'],
    ['chart_data:SIM:AAPL:', 'malformed_topic'],
    ['chart_data::1', 'malformed_topic'],
    ['chart_data:SIM:AAPL:123456789', 'malformed_topic'],
  ])('%s is none', (text, fault) => {
    expect(parseTopic(text)).toBe(fault)
  })

  it('says all of the topic', () => {
    const symbol = fc.stringMatching(/^[A-Z0-9:._-]{1,20}$/)
    const resolution = fc.stringMatching(/^[1-9][0-9]{0,3}[SDWM]?$/)
    const topic: fc.Arbitrary<Topic> = fc.oneof(
      fc.record({ channel: fc.constantFrom('market_data', 'trades'), symbol }),
      fc.record({ channel: fc.constant('orderbook'), symbol, depth: fc.constantFrom(...streamedDepths) }),
      fc.record({ channel: fc.constant('chart_data'), symbol, resolution }),
      fc.record({ channel: fc.constantFrom('system', 'heartbeat') }),
    )
    fc.assert(
      fc.property(topic, (each) => {
        expect(parseTopic(topicText(each))).toEqual(each)
      }),
    )
  })

  it('is never longer than its limit', () => {
    const longest = Math.max(...Object.keys(publicChannels).map((name) => name.length))
    expect(TOPIC_LENGTH_MAX).toBeGreaterThanOrEqual(longest + 1 + SYMBOL_LENGTH_MAX + 1 + 8)
  })
})
