import type { TSchema } from 'typebox'
import {
  BookSnapshot,
  BookUpdate,
  ChartData,
  HeartbeatData,
  MarketData,
  MarketDataUpdate,
  SystemState,
  Trades,
} from './market-messages.ts'

/**
 * What a lagging reader gets: of `state` the newest state, of `log` everything; `clock` skips what is late.
 */
export type ChannelKind = 'state' | 'log' | 'clock'

/** One channel of the stream: all that server, document and client need to know of it. */
export interface Channel {
  readonly description: string
  readonly kind: ChannelKind
  /** How its topics are written, parameters in braces. */
  readonly address: string
  /** Messages of one topic at most unless a setting says otherwise, per second. */
  readonly messagesPerSecondMax: number
  readonly snapshot: TSchema
  readonly update: TSchema
}

/** The channels that everybody may read. */
export const publicChannels = {
  market_data: {
    description: 'Best prices, last trade and the trading day of an instrument',
    kind: 'state',
    address: 'market_data:{symbol}',
    messagesPerSecondMax: 100,
    snapshot: MarketData,
    update: MarketDataUpdate,
  },
  orderbook: {
    description: 'The best levels of the book of an instrument',
    kind: 'state',
    address: 'orderbook:{symbol}:{depth}',
    messagesPerSecondMax: 50,
    snapshot: BookSnapshot,
    update: BookUpdate,
  },
  trades: {
    description: 'Every trade of an instrument',
    kind: 'log',
    address: 'trades:{symbol}',
    messagesPerSecondMax: 100,
    snapshot: Trades,
    update: Trades,
  },
  chart_data: {
    description: 'The bars of an instrument in a resolution as they form and close',
    kind: 'log',
    address: 'chart_data:{symbol}:{resolution}',
    messagesPerSecondMax: 10,
    snapshot: ChartData,
    update: ChartData,
  },
  system: {
    description: 'Maintenance, and the state of the sources of market data',
    kind: 'state',
    address: 'system',
    messagesPerSecondMax: 5,
    snapshot: SystemState,
    update: SystemState,
  },
  heartbeat: {
    description: 'The time of the server, once a second',
    kind: 'clock',
    address: 'heartbeat',
    messagesPerSecondMax: 1,
    snapshot: HeartbeatData,
    update: HeartbeatData,
  },
} as const satisfies Record<string, Channel>

/** Name of a channel that everybody may read. */
export type PublicChannel = keyof typeof publicChannels

/** Whether there is such a channel. */
export function isPublicChannel(name: string): name is PublicChannel {
  return Object.hasOwn(publicChannels, name)
}
