import { resolve } from 'node:path'
import { UserError } from './platform/user-error.ts'

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

/** Variables by name, as the process has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** One setting: its variable, what it is without one, what it means, and whether it must not be shown. */
interface Setting<Value> {
  readonly name: string
  readonly fallback: string
  readonly meaning: string
  readonly isSecret: boolean
  /** `null` when the text is no such value. */
  readonly read: (text: string) => Value | null
  readonly expected: string
}

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
  const value = <Value>({ name, fallback, read, expected }: Setting<Value>): Value => {
    const text = environment[name]?.trim() ?? ''
    const result = read(text === '' ? fallback : text)
    if (result === null) throw new UserError(`The setting ${name} must be ${expected}, not "${text}".`)
    return result
  }
  return {
    hosts: value(settings.hosts),
    port: value(settings.port),
    dataDirectory: value(settings.dataDirectory),
    logLevel: value(settings.logLevel),
    corsOrigins: value(settings.corsOrigins),
    barCacheBytes: value(settings.barCacheBytes),
  }
}

/** One line a setting, as it is in force, secrets masked. */
export function describeSettings(environment: Environment): readonly string[] {
  return Object.values(settings).map(({ name, fallback, isSecret, meaning }) => {
    const text = environment[name]?.trim() ?? ''
    const shown = text === '' ? fallback : isSecret ? '****' : text
    return `${name}=${shown}  (${text === '' ? 'default; ' : ''}${meaning})`
  })
}

function setting<Value>(definition: Omit<Setting<Value>, 'isSecret'>): Setting<Value> {
  return { ...definition, isSecret: /SECRET|PASSWORD|TOKEN|KEY|DATABASE_URL/.test(definition.name) }
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
  const isOrigin = (origin: string) =>
    origin === '*' || (URL.canParse(origin) && new URL(origin).origin === origin)
  return origins.every(isOrigin) ? origins : null
}
