import type { Denial } from '../command/denials.ts'
import type { Boundary, Instrument, MarginTier } from '../instrument/instrument.ts'
import { isOnStep, type StepRow } from '../numbers/steps.ts'
import { deny } from './denial.ts'
import { amountBound, isId } from './ticket-rules.ts'

const largest = 1_000_000_000_000_000
const perLotMax = 1_000_000_000_000
const million = 1_000_000

/** What an instrument may be. `malformed_command` for its id, else `instrument_invalid` with the field. */
export function brokenInstrumentTerms(instrument: Instrument): Denial | null {
  if (!isId(instrument.instrumentId)) return deny('malformed_command', 'instrumentId')
  const { fees, quantityMin, quantityMax, lotTable } = instrument
  const areTablesRight = isStepTable(instrument.tickTable) && isStepTable(lotTable)
  const checks: readonly (readonly [keyof Instrument, boolean])[] = [
    ['symbol', instrument.symbol.length >= 1 && instrument.symbol.length <= 64],
    ['currency', isCurrency(instrument.currency)],
    ['tickTable', isStepTable(instrument.tickTable)],
    ['lotTable', isStepTable(lotTable)],
    ['quantityMin', isWithin(quantityMin, 1, largest) && areTablesRight && isOnStep(quantityMin, lotTable)],
    [
      'quantityMax',
      isWithin(quantityMax, quantityMin, largest) && areTablesRight && isOnStep(quantityMax, lotTable),
    ],
    ['priceMax', isWithin(instrument.priceMax, 1, largest)],
    ['positionMax', isWithin(instrument.positionMax, 1, largest)],
    ['orderValueMax', instrument.orderValueMax >= 1n && instrument.orderValueMax < amountBound],
    ['tickValue', isTickValue(instrument)],
    ['bandPpm', isWithin(instrument.bandPpm, 0, million)],
    ['triggerBandPpm', isWithin(instrument.triggerBandPpm, 0, million)],
    ['collarPpm', isWithin(instrument.collarPpm, 0, million)],
    ['fees', isWithin(fees.makerPpm, -million, million)],
    ['fees', isWithin(fees.takerPpm, -million, million)],
    ['fees', isWithin(fees.perLotMicros, -perLotMax, perLotMax)],
    ['marginTiers', areTiers(instrument.marginTiers)],
    ['leverageMax', isWithin(instrument.leverageMax, 1, 1_000)],
    ['staleAfterMs', instrument.staleAfterMs === null || isWithin(instrument.staleAfterMs, 1, 86_400_000)],
  ]
  const broken = checks.find(([, isRight]) => !isRight)
  return broken === undefined ? null : deny('instrument_invalid', broken[0])
}

/** Whole numbers between two bounds, both included. */
export function isWithin(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most
}

/** Capital letters and digits, 1 to 12. */
export function isCurrency(currency: string): boolean {
  return /^[A-Z0-9]{1,12}$/.test(currency)
}

function isTickValue({ tickValue }: Instrument): boolean {
  const { numerator, denominator } = tickValue
  return numerator > 0n && denominator > 0n && numerator < amountBound && denominator < amountBound
}

function isStepTable(table: readonly StepRow[]): boolean {
  const first = table[0]
  if (first === undefined || (first.from !== 0 && first.from !== 1)) return false
  return table.every(({ from, step }, index) => {
    const before = table[index - 1]
    const isRising = before === undefined || from > before.from
    return isRising && Number.isSafeInteger(from) && Number.isSafeInteger(step) && step >= 1
  })
}

function areTiers(tiers: readonly MarginTier[]): boolean {
  if (tiers[0]?.from !== 0n) return false
  return tiers.every(({ from, initialPpm, maintenancePpm }, index) => {
    const before = tiers[index - 1]
    const isRising = before === undefined || from > before.from
    return isRising && isWithin(maintenancePpm, 1, million) && isWithin(initialPpm, maintenancePpm, million)
  })
}

/** At most 10,000 boundaries, their times rising. */
export function areBoundaries(boundaries: readonly Boundary[]): boolean {
  if (boundaries.length > 10_000) return false
  return boundaries.every(({ at }, index) => {
    const before = boundaries[index - 1]
    return isId(at) && (before === undefined || at > before.at)
  })
}
