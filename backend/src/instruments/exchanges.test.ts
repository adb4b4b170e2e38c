import { createCalendar, intlTimeZone } from '@trading-pro/market'
import { describe, expect, it } from 'vitest'
import { exchangeDefaults } from './exchanges.ts'
import { formatSymbol, parseSymbol } from './symbol.ts'

describe('defaults of exchanges', () => {
  it.each([
    ['NASDAQ:AAPL', '0930-1600', 'America/New_York', 'stock', 'USD', '0400-2000'],
    ['ARCA:SPY', '0930-1600', 'America/New_York', 'fund', 'USD', '0400-2000'],
    ['INDEX:SPX', '0930-1600', 'America/New_York', 'index', 'USD', undefined],
    ['LSE:VOD', '0800-1630', 'Europe/London', 'stock', 'GBP', undefined],
    ['TSE:7203', '0900-1130,1230-1500', 'Asia/Tokyo', 'stock', 'JPY', undefined],
    ['FX:EURUSD', '1700-1700', 'America/New_York', 'forex', 'USD', undefined],
    ['FX:GOLD', '1700-1700', 'America/New_York', 'forex', null, undefined],
    ['BINANCE:FILUSDT', '24x7', 'Etc/UTC', 'crypto', 'USDT', undefined],
    ['KRAKEN:USD', '24x7', 'Etc/UTC', 'crypto', null, undefined],
    ['MINE:X', '24x7', 'Etc/UTC', 'stock', null, undefined],
  ])('of %s: %s %s, %s in %s', (text, ...expected) => {
    const [session, timezone, type, currency, extendedSession] = expected
    const parts = parseSymbol(text)
    if (parts === null) throw new Error(text)
    const defaults = exchangeDefaults(parts)
    expect(defaults).toMatchObject({ hours: { timezone }, type, currency })
    expect(defaults.hours.session.split('#')[0]).toBe(session)
    expect(defaults.extendedHours?.session).toBe(extendedSession)
    for (const hours of [defaults.hours, defaults.extendedHours]) {
      if (hours !== null) expect(createCalendar(hours, intlTimeZone).kind).toBe('calendar')
    }
  })

  it('let the extended hours of a short day end four hours after its close', () => {
    const { extendedHours } = exchangeDefaults({ exchange: 'NYSE', name: 'X' })
    const calendar = createCalendar(
      extendedHours ?? { timezone: '', session: '', holidays: '', corrections: '' },
      intlTimeZone,
    )
    if (calendar.kind === 'refused') throw new Error(calendar.reason)
    const dayAfterThanksgiving = Date.UTC(2017, 10, 24) / 86_400_000
    expect(calendar.tradingDay(dayAfterThanksgiving)?.segments).toEqual([
      { open: Date.UTC(2017, 10, 24, 9) / 1_000, close: Date.UTC(2017, 10, 24, 22) / 1_000 },
    ])
  })
})

describe('symbols', () => {
  it.each([
    'nasdaq:aapl',
    'NYSE:BRK.B',
    'NYSE:BRK/A',
    'AMEX:AAIC^B',
    'FX:EURUSD=X',
    'CME:ES1!',
    'NSE:M&M',
    'X_1:A-B_C',
    'BITFINEX:BTC/USD',
    'A:B/C..D/.E./...',
  ])('%s is one', (text) => {
    const parts = parseSymbol(text)
    expect(parts === null ? null : formatSymbol(parts)).toBe(text.toUpperCase())
  })

  it.each([
    'AAPL',
    ':AAPL',
    'NASDAQ:',
    'A:B:C',
    'NASDAQ:A B',
    'NASDAQ:.A',
    'NASDAQ:龙虾',
    'A:\u00df',
    'A:\ufb01x',
    '\u017f:A',
    'A:\u212a',
    'A:B\n',
    '\tA:B',
    'A:B\u00a0',
    'A:B\u001b[2J',
    'A:B/../C',
    'A:B/./C',
    'A:B/..',
    'A:B/.',
    'A:..',
    `X:${'A'.repeat(41)}`,
    '',
  ])('%j is none', (text) => {
    expect(parseSymbol(text)).toBeNull()
  })
})
