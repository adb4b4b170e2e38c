import {
  lots,
  ticks,
  type FeeSchedule,
  type Instrument,
  type MarginTier,
  type Settlement,
} from '@trading-pro/engine'
import type { SimulatedInstrument } from '@trading-pro/market'
import { crc32 } from '../sources/crc32.ts'

/** How the instruments of a type are traded. */
interface TradingTerms {
  readonly settlement: Settlement
  readonly fees: FeeSchedule
  readonly marginTiers: readonly MarginTier[]
  readonly leverageMax: number
}

/** As brokers for private clients have them. */
const TERMS: Readonly<Record<SimulatedInstrument['type'], TradingTerms>> = {
  stock: {
    settlement: 'delivery',
    fees: { makerPpm: 0, takerPpm: 0, perLotMicros: 350_000 },
    marginTiers: [{ from: 0n, initialPpm: 250_000, maintenancePpm: 150_000 }],
    leverageMax: 4,
  },
  index: {
    settlement: 'pnl',
    fees: { makerPpm: 10, takerPpm: 20, perLotMicros: 0 },
    marginTiers: [{ from: 0n, initialPpm: 50_000, maintenancePpm: 25_000 }],
    leverageMax: 20,
  },
  crypto: {
    settlement: 'delivery',
    fees: { makerPpm: 200, takerPpm: 500, perLotMicros: 0 },
    marginTiers: [{ from: 0n, initialPpm: 200_000, maintenancePpm: 100_000 }],
    leverageMax: 5,
  },
  forex: {
    settlement: 'pnl',
    fees: { makerPpm: 10, takerPpm: 20, perLotMicros: 0 },
    marginTiers: [{ from: 0n, initialPpm: 33_334, maintenancePpm: 16_667 }],
    leverageMax: 30,
  },
}

/** Minor units of one unit of the currency. */
const MINOR_UNITS: Readonly<Record<SimulatedInstrument['currency'], bigint>> = {
  USD: 100n,
  CHF: 100n,
  CAD: 100n,
  JPY: 1n,
}

/** What the largest order may be worth, in units of the currency; yen are worth a hundredth. */
const ORDER_VALUE_MAX = 100_000_000n
const QUANTITY_MAX = 1_000_000_000_000_000

/** The instrument as the engine trades it. */
export function engineInstrumentOf(simulated: SimulatedInstrument): Instrument {
  const { symbol, currency, tickSize, volumePrecision, anchorTicks, dailyVolume, type } = simulated
  const minorUnits = MINOR_UNITS[currency]
  const largest = lots(Math.min(dailyVolume, QUANTITY_MAX))
  return {
    ...TERMS[type],
    // By the name, so that it is the same in every release.
    instrumentId: crc32(symbol),
    symbol,
    currency,
    tickTable: [{ from: 1, step: 1 }],
    lotTable: [{ from: 1, step: 1 }],
    quantityMin: lots(1),
    quantityMax: largest,
    priceMax: ticks(anchorTicks * 100),
    positionMax: lots(Math.min(10 * dailyVolume, QUANTITY_MAX)),
    orderValueMax: ORDER_VALUE_MAX * 100n,
    tickValue: {
      numerator: minorUnits * BigInt(tickSize.minimumMovement),
      denominator: BigInt(tickSize.priceScale) * 10n ** BigInt(volumePrecision),
    },
    tape: 'internal',
    triggerBy: 'last',
    bandPpm: 100_000,
    triggerBandPpm: 20_000,
    collarPpm: 20_000,
    staleAfterMs: null,
  }
}
