import { resolve } from 'node:path'
import { publicChannels, TOPICS_PER_CONNECTION_MAX, type PublicChannel } from '@trading-pro/contracts'
import { describeSetting, readSetting, setting, type Environment, type Setting } from './platform/setting.ts'

/** All settings of the server. This file alone reads the environment. */
export interface Config {
  /** Addresses to listen on. */
  readonly hosts: readonly string[]
  readonly port: number
  readonly dataDirectory: string
  readonly logLevel: LogLevel
  /** Origins of other sites whose pages may call the API; `*` allows every one. */
  readonly corsOrigins: readonly string[]
  /** Memory for bars that are kept ready to send, in bytes. */
  readonly barCacheBytes: number
  /** Whether a simulated market trades here. */
  readonly hasSimulation: boolean
  readonly stream: StreamConfig
}

/** What the stream may be asked for. */
export interface StreamConfig {
  /** Messages of a topic at most, by channel. */
  readonly messagesPerSecond: Readonly<Record<PublicChannel, number>>
  readonly topicsPerConnectionMax: number
  /** Open connections, in all. */
  readonly connectionsMax: number
  /** Open connections of one address that is not this machine's own. */
  readonly connectionsPerAddressMax: number
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

const settings = {
  hosts: setting({
    name: 'HOST',
    fallback: 'localhost',
    meaning: 'address to listen on; localhost means both loopback addresses',
    read: (text) => (text === 'localhost' ? ['127.0.0.1', '::1'] : [text]),
    expected: 'an address',
  }),
  port: setting({
    name: 'PORT',
    fallback: '8000',
    meaning: 'port to listen on; 0 takes a free one',
    read: (text) => readInteger(text, { minimum: 0, maximum: 65_535 }),
    expected: 'a whole number from 0 to 65535',
  }),
  dataDirectory: setting({
    name: 'DATA_DIR',
    fallback: '.data',
    meaning: 'directory of the database',
    read: (text) => resolve(text),
    expected: 'a directory',
  }),
  logLevel: setting({
    name: 'LOG_LEVEL',
    fallback: 'warn',
    meaning: `least severity that is logged: ${logLevels.join(', ')}`,
    read: (text) => logLevels.find((level) => level === text) ?? null,
    expected: `one of ${logLevels.join(', ')}`,
  }),
  corsOrigins: setting({
    name: 'CORS_ORIGINS',
    fallback: '',
    meaning: 'origins of other sites whose pages may call the API, separated by commas; * for all',
    read: readOrigins,
    expected: 'origins such as https://charts.example.org, separated by commas, or *',
  }),
  barCacheBytes: setting({
    name: 'BAR_CACHE_MB',
    fallback: '256',
    meaning: 'memory for bars that are kept ready to send, in megabytes',
    read: (text) => {
      const megabytes = readInteger(text, { minimum: 1, maximum: 65_536 })
      return megabytes === null ? null : megabytes * 1_000_000
    },
    expected: 'a whole number from 1 to 65536',
  }),
  hasSimulation: setting({
    name: 'SIMULATION',
    fallback: 'on',
    meaning: 'whether the simulated market trades: on, off',
    read: (text) => (text === 'on' ? true : text === 'off' ? false : null),
    expected: 'on or off',
  }),
}

/** As good as none: the stream looks for news a hundred times a second. */
const CHANNEL_CAP_MAX = 1_000

const streamSettings = {
  capMarketData: channelCap('market_data'),
  capOrderbook: channelCap('orderbook'),
  capTrades: channelCap('trades'),
  capChartData: channelCap('chart_data'),
  capSystem: channelCap('system'),
  capHeartbeat: channelCap('heartbeat'),
  topicsPerConnectionMax: countSetting({
    name: 'STREAM_TOPICS_MAX',
    fallback: TOPICS_PER_CONNECTION_MAX,
    meaning: 'topics of one connection of the stream',
    maximum: 10_000,
  }),
  connectionsMax: countSetting({
    name: 'STREAM_CONNECTIONS_MAX',
    fallback: 20_000,
    meaning: 'open connections of the stream, in all',
    maximum: 100_000,
  }),
  connectionsPerAddressMax: countSetting({
    name: 'STREAM_CONNECTIONS_PER_ADDRESS_MAX',
    fallback: 200,
    meaning: 'open connections of the stream, of one address other than this machine',
    maximum: 100_000,
  }),
}

/**
 * Reads and checks all settings.
 *
 * @throws UserError that names the variable and what it must be
 */
export function loadConfig(environment: Environment): Config {
  return {
    hosts: readSetting(settings.hosts, environment),
    port: readSetting(settings.port, environment),
    dataDirectory: readSetting(settings.dataDirectory, environment),
    logLevel: readSetting(settings.logLevel, environment),
    corsOrigins: readSetting(settings.corsOrigins, environment),
    barCacheBytes: readSetting(settings.barCacheBytes, environment),
    hasSimulation: readSetting(settings.hasSimulation, environment),
    stream: loadStreamConfig(environment),
  }
}

function loadStreamConfig(environment: Environment): StreamConfig {
  const read = (which: keyof typeof streamSettings) => readSetting(streamSettings[which], environment)
  return {
    messagesPerSecond: {
      market_data: read('capMarketData'),
      orderbook: read('capOrderbook'),
      trades: read('capTrades'),
      chart_data: read('capChartData'),
      system: read('capSystem'),
      heartbeat: read('capHeartbeat'),
    },
    topicsPerConnectionMax: read('topicsPerConnectionMax'),
    connectionsMax: read('connectionsMax'),
    connectionsPerAddressMax: read('connectionsPerAddressMax'),
  }
}

/** One line a setting, as it is in force, secrets masked. */
export function describeSettings(environment: Environment): readonly string[] {
  return [...Object.values(settings), ...Object.values(streamSettings)].map((each) =>
    describeSetting(each, environment),
  )
}

/** How often a topic of a channel may speak. */
function channelCap(channel: PublicChannel): Setting<number> {
  return countSetting({
    name: `STREAM_CAP_${channel.toUpperCase()}`,
    fallback: publicChannels[channel].messagesPerSecondMax,
    meaning: `messages per second of a topic of ${channel}, at most`,
    maximum: CHANNEL_CAP_MAX,
  })
}

interface CountSetting {
  readonly name: string
  readonly fallback: number
  readonly meaning: string
  readonly maximum: number
}

function countSetting({ name, fallback, meaning, maximum }: CountSetting): Setting<number> {
  return setting({
    ...{ name, fallback: String(fallback), meaning },
    read: (text) => readInteger(text, { minimum: 1, maximum }),
    expected: `a whole number from 1 to ${maximum}`,
  })
}

function readInteger(
  text: string,
  { minimum, maximum }: { minimum: number; maximum: number },
): number | null {
  if (!/^\d{1,6}$/.test(text)) return null
  const value = Number(text)
  return value >= minimum && value <= maximum ? value : null
}

function readOrigins(text: string): readonly string[] | null {
  const origins = text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))
  return origins.every((origin) => origin === '*' || isOrigin(origin)) ? origins : null
}

/** What browsers send as the origin of a page: nothing else could ever match. */
function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, origin, hostname } = new URL(text)
  return (protocol === 'http:' || protocol === 'https:') && origin === text && !hostname.includes('*')
}
