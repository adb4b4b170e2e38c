import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeSettings, loadConfig } from './config.ts'
import { UserError } from './platform/user-error.ts'

const streamNames = [
  ...['STREAM_CAP_MARKET_DATA', 'STREAM_CAP_ORDERBOOK', 'STREAM_CAP_TRADES', 'STREAM_CAP_CHART_DATA'],
  ...['STREAM_CAP_SYSTEM', 'STREAM_CAP_HEARTBEAT', 'STREAM_TOPICS_MAX', 'STREAM_CONNECTIONS_MAX'],
  'STREAM_CONNECTIONS_PER_ADDRESS_MAX',
]

describe('the settings', () => {
  it('need none to be set', () => {
    expect(loadConfig({})).toEqual({
      hosts: ['127.0.0.1', '::1'],
      port: 8000,
      dataDirectory: resolve('.data'),
      logLevel: 'warn',
      corsOrigins: [],
      barCacheBytes: 256_000_000,
      hasSimulation: true,
      stream: {
        messagesPerSecond: {
          ...{ market_data: 100, orderbook: 50, trades: 100, chart_data: 10, system: 5, heartbeat: 1 },
        },
        topicsPerConnectionMax: 1_000,
        connectionsMax: 20_000,
        connectionsPerAddressMax: 200,
      },
    })
  })

  it('that are empty or blank are not set', () => {
    const names = [
      'HOST',
      'PORT',
      'DATA_DIR',
      'LOG_LEVEL',
      'CORS_ORIGINS',
      'BAR_CACHE_MB',
      'SIMULATION',
      ...streamNames,
    ]
    for (const text of ['', '  ']) {
      expect(loadConfig(Object.fromEntries(names.map((name) => [name, text])))).toEqual(loadConfig({}))
    }
  })

  it.each([
    ['HOST', 'localhost', { hosts: ['127.0.0.1', '::1'] }],
    ['HOST', '0.0.0.0', { hosts: ['0.0.0.0'] }],
    ['HOST', '::', { hosts: ['::'] }],
    ['PORT', '0', { port: 0 }],
    ['PORT', ' 65535 ', { port: 65_535 }],
    ['DATA_DIR', 'some where', { dataDirectory: resolve('some where') }],
    ['DATA_DIR', '/srv/data', { dataDirectory: '/srv/data' }],
    ['LOG_LEVEL', 'silent', { logLevel: 'silent' }],
    ['LOG_LEVEL', 'trace', { logLevel: 'trace' }],
    ['CORS_ORIGINS', '*', { corsOrigins: ['*'] }],
    [
      'CORS_ORIGINS',
      'https://a.example, http://b.example:8080,',
      {
        corsOrigins: ['https://a.example', 'http://b.example:8080'],
      },
    ],
    ['CORS_ORIGINS', 'http://127.0.0.1:3000', { corsOrigins: ['http://127.0.0.1:3000'] }],
    ['CORS_ORIGINS', 'http://[::1]:3000', { corsOrigins: ['http://[::1]:3000'] }],
    ['BAR_CACHE_MB', '1', { barCacheBytes: 1_000_000 }],
    ['BAR_CACHE_MB', '65536', { barCacheBytes: 65_536_000_000 }],
  ])('take %s=%s', (name, text, expected) => {
    expect(loadConfig({ [name]: text })).toEqual({ ...loadConfig({}), ...expected })
  })

  it.each([
    ...['-1', '65536', '80.5', '0x50', '8e3', 'http', '8000 8001', '1234567'].map((text) => ['PORT', text]),
    ...['loud', 'WARN', '1'].map((text) => ['LOG_LEVEL', text]),
    ...['a.example', 'https://a.example/', 'https://a.example/x', 'https://', 'null'].map((text) => [
      'CORS_ORIGINS',
      text,
    ]),
    ...['ftp://a.example', 'ws://a.example', 'file:///x', 'https://a.example?x', 'https://me@a.example'].map(
      (text) => ['CORS_ORIGINS', text],
    ),
    ...['https://*.example', 'https://*', 'http://a.*:80', 'https://a.example,https://*.b.example'].map(
      (text) => ['CORS_ORIGINS', text],
    ),
    ...['0', '-1', '65537', '1.5', 'lots'].map((text) => ['BAR_CACHE_MB', text]),
    ...['yes', 'OFF', '1'].map((text) => ['SIMULATION', text]),
    ...streamNames.flatMap((name) => ['0', '-1', '1.5', '100001', 'lots'].map((text) => [name, text])),
    ...['STREAM_CAP_TRADES', 'STREAM_CAP_SYSTEM'].map((name) => [name, '1001']),
  ])('refuse %s=%s in one sentence that names it', (name = '', text = '') => {
    const load = () => loadConfig({ [name]: text })
    expect(load).toThrow(UserError)
    expect(load).toThrow(new RegExp(`^The setting ${name} must be [^\\n]+, not "[^\\n]*"\\.$`))
  })

  it('of the stream are taken each for its own', () => {
    const environment = Object.fromEntries(streamNames.map((name, index) => [name, String(index + 1)]))
    expect(loadConfig(environment).stream).toEqual({
      messagesPerSecond: {
        ...{ market_data: 1, orderbook: 2, trades: 3, chart_data: 4, system: 5, heartbeat: 6 },
      },
      topicsPerConnectionMax: 7,
      connectionsMax: 8,
      connectionsPerAddressMax: 9,
    })
  })

  it('can do without a simulated market', () => {
    expect(loadConfig({ SIMULATION: 'off' }).hasSimulation).toBe(false)
    expect(loadConfig({ SIMULATION: 'on' }).hasSimulation).toBe(true)
  })

  it('are described in one line each, as they are in force', () => {
    const lines = describeSettings({ PORT: '9000', CORS_ORIGINS: ' ' })
    expect(lines.map((line) => line.split('=')[0])).toEqual([
      ...[
        'HOST',
        'PORT',
        'DATA_DIR',
        'LOG_LEVEL',
        'CORS_ORIGINS',
        'BAR_CACHE_MB',
        'SIMULATION',
        ...streamNames,
      ],
    ])
    expect(lines[0]).toBe(
      'HOST=localhost  (default; address to listen on; localhost means both loopback addresses)',
    )
    expect(lines[1]).toBe('PORT=9000  (port to listen on; 0 takes a free one)')
    expect(lines[2]).toBe('DATA_DIR=.data  (default; directory of the database)')
  })
})
