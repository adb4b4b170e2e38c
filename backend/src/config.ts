import { resolve } from 'node:path'
import { describeSetting, readSetting, setting, type Environment } from './platform/setting.ts'

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
  }
}

/** One line a setting, as it is in force, secrets masked. */
export function describeSettings(environment: Environment): readonly string[] {
  return Object.values(settings).map((each) => describeSetting(each, environment))
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
