import { describe, expect, it } from 'vitest'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import { checkInstrument } from './check-instrument.ts'
import type { Instrument } from './instrument.ts'

const good: Instrument = {
  instrumentId: 1,
  symbol: 'BTCUSD',
  currency: 'USD',
  tickTable: [
    { from: 1, step: 1 },
    { from: 1_000, step: 5 },
  ],
  lotTable: [{ from: 0, step: 10 }],
  quantityMin: lots(10),
  quantityMax: lots(1_000_000),
  priceMax: ticks(10 ** 15),
  positionMax: lots(1),
  orderValueMax: 1n,
  tickValue: { numerator: 1n, denominator: 100n },
  settlement: 'delivery',
  tape: 'venue',
  triggerBy: 'last',
  bandPpm: 0,
  triggerBandPpm: 1_000_000,
  collarPpm: 50_000,
  fees: { makerPpm: -1_000_000, takerPpm: 1_000_000, perLotMicros: -(10 ** 12) },
  marginTiers: [
    { from: 0n, initialPpm: 100_000, maintenancePpm: 50_000 },
    { from: 1_000n, initialPpm: 1_000_000, maintenancePpm: 1_000_000 },
  ],
  leverageMax: 1_000,
  staleAfterMs: 86_400_000,
}
const { fees, tickValue } = good
const row = { from: 1, step: 1 }
const tier = { from: 0n, initialPpm: 10, maintenancePpm: 5 }

describe('checking an instrument', () => {
  it.each<[string, Partial<Instrument>]>([
    ['as it is', {}],
    ['that never is stale', { staleAfterMs: null }],
    ['with the longest names', { symbol: 'x'.repeat(64), currency: 'ABCDEFGHI012' }],
    ['with steps from 0', { tickTable: [{ from: 0, step: 1 }] }],
    ['of one lot size only', { quantityMin: lots(10), quantityMax: lots(10) }],
    ['of the largest quantity', { lotTable: [{ from: 1, step: 1 }], quantityMax: lots(10 ** 15) }],
  ])('finds nothing in one %s', (_what, changes) => {
    expect(checkInstrument({ ...good, ...changes })).toBeNull()
  })

  it.each<[string, Partial<Instrument>]>([
    ['symbol', { symbol: '' }],
    ['symbol', { symbol: 'x'.repeat(65) }],
    ['currency', { currency: '' }],
    ['currency', { currency: 'usd' }],
    ['currency', { currency: 'ABCDEFGHI0123' }],
    ['tickTable', { tickTable: [] }],
    ['tickTable[0].from', { tickTable: [{ from: 2, step: 1 }] }],
    ['tickTable[0].from', { tickTable: [{ from: -1, step: 1 }] }],
    ['tickTable[0].step', { tickTable: [{ from: 1, step: 0 }] }],
    ['tickTable[1].from', { tickTable: [row, row] }],
    ['lotTable', { lotTable: [] }],
    ['lotTable[0].step', { lotTable: [{ from: 1, step: -5 }] }],
    ['quantityMin', { quantityMin: lots(0) }],
    ['quantityMin', { quantityMin: lots(11) }],
    ['quantityMax', { quantityMax: lots(1_000_001) }],
    ['quantityMax', { quantityMin: lots(30), quantityMax: lots(20) }],
    ['quantityMax', { quantityMax: lots(10 ** 15 + 10) }],
    ['priceMax', { priceMax: ticks(0) }],
    ['priceMax', { priceMax: ticks(10 ** 15 + 1) }],
    ['positionMax', { positionMax: lots(0) }],
    ['orderValueMax', { orderValueMax: 0n }],
    ['tickValue.numerator', { tickValue: { ...tickValue, numerator: 0n } }],
    ['tickValue.denominator', { tickValue: { ...tickValue, denominator: -1n } }],
    ['bandPpm', { bandPpm: -1 }],
    ['triggerBandPpm', { triggerBandPpm: 1_000_001 }],
    ['collarPpm', { collarPpm: 1_000_001 }],
    ['fees.makerPpm', { fees: { ...fees, makerPpm: -1_000_001 } }],
    ['fees.takerPpm', { fees: { ...fees, takerPpm: 1_000_001 } }],
    ['fees.perLotMicros', { fees: { ...fees, perLotMicros: 10 ** 12 + 1 } }],
    ['marginTiers', { marginTiers: [] }],
    ['marginTiers[0].from', { marginTiers: [{ ...tier, from: 1n }] }],
    ['marginTiers[1].from', { marginTiers: [tier, tier] }],
    ['marginTiers[0].initialPpm', { marginTiers: [{ ...tier, initialPpm: 1_000_001 }] }],
    ['marginTiers[0].initialPpm', { marginTiers: [{ ...tier, initialPpm: 0 }] }],
    ['marginTiers[0].maintenancePpm', { marginTiers: [{ ...tier, maintenancePpm: 11 }] }],
    ['marginTiers[0].maintenancePpm', { marginTiers: [{ ...tier, maintenancePpm: 0 }] }],
    ['leverageMax', { leverageMax: 0 }],
    ['leverageMax', { leverageMax: 1_001 }],
    ['staleAfterMs', { staleAfterMs: 0 }],
    ['staleAfterMs', { staleAfterMs: 86_400_001 }],
  ])('names %s', (path, changes) => {
    expect(checkInstrument({ ...good, ...changes })).toBe(path)
  })

  it('names the first of several', () => {
    expect(checkInstrument({ ...good, leverageMax: 0, lotTable: [], symbol: '' })).toBe('symbol')
  })
})
