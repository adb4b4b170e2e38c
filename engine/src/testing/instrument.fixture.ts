import type { Instrument } from '../instrument/instrument.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'

/** A plain instrument: every tick and lot, no fees, leverage 10, trades of everybody make the tape. */
export function instrumentWith(changes: Partial<Instrument> = {}): Instrument {
  return {
    instrumentId: 1,
    symbol: 'ACME',
    currency: 'USD',
    tickTable: [{ from: 1, step: 1 }],
    lotTable: [{ from: 1, step: 1 }],
    quantityMin: lots(1),
    quantityMax: lots(1_000_000),
    priceMax: ticks(1_000_000),
    positionMax: lots(10_000_000),
    orderValueMax: 1_000_000_000_000n,
    tickValue: { numerator: 1n, denominator: 1n },
    settlement: 'delivery',
    tape: 'internal',
    triggerBy: 'last',
    bandPpm: 1_000_000,
    triggerBandPpm: 1_000_000,
    collarPpm: 0,
    fees: { makerPpm: 0, takerPpm: 0, perLotMicros: 0 },
    marginTiers: [{ from: 0n, initialPpm: 100_000, maintenancePpm: 50_000 }],
    leverageMax: 10,
    staleAfterMs: null,
    ...changes,
  }
}
