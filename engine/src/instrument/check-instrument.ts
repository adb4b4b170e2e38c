import { isOnStep, type StepRow } from '../numbers/steps.ts'
import { CURRENCY_ALPHABET, CURRENCY_UNITS_MAX } from '../schema/common-fields.ts'
import { AMOUNT_MAX, MEASURE_MAX } from '../schema/limits.ts'
import { consistsOf, tableOf } from '../schema/scalars.ts'
import type { FeeSchedule, Instrument, MarginTier } from './instrument.ts'

const MILLION = 1_000_000
const SYMBOL_UNITS_MAX = 64
const PER_LOT_MICROS_MAX = 1_000_000_000_000
const LEVERAGE_MAX = 1_000
const STALE_AFTER_MS_MAX = 86_400_000

const currencyTable = tableOf(CURRENCY_ALPHABET)

/**
 * Where an instrument of the right types breaks a bound: the path of its first such field in the order of
 * `Instrument`, such as `tickTable[1].from`; `null` when it can be listed.
 */
export function checkInstrument(instrument: Instrument): string | null {
  return (
    findNameOffence(instrument) ??
    findTableOffence('tickTable', instrument.tickTable) ??
    findTableOffence('lotTable', instrument.lotTable) ??
    findMeasureOffence(instrument) ??
    findRateOffence(instrument) ??
    findFeeOffence(instrument.fees) ??
    findTierOffence(instrument.marginTiers) ??
    findLimitOffence(instrument)
  )
}

function findNameOffence({ symbol, currency }: Instrument): string | null {
  if (!isWithin(symbol.length, 1, SYMBOL_UNITS_MAX)) return 'symbol'
  if (!isWithin(currency.length, 1, CURRENCY_UNITS_MAX)) return 'currency'
  return consistsOf(currency, currencyTable) ? null : 'currency'
}

function findTableOffence(name: string, table: readonly StepRow[]): string | null {
  if (table.length === 0) return name
  let before: number | null = null
  for (const [index, { from, step }] of table.entries()) {
    const isInOrder = before === null ? isWithin(from, 0, 1) : from > before
    if (!isInOrder) return `${name}[${index}].from`
    if (step < 1) return `${name}[${index}].step`
    before = from
  }
  return null
}

function findMeasureOffence(instrument: Instrument): string | null {
  const { quantityMin, quantityMax, lotTable, tickValue } = instrument
  if (!isWithin(quantityMin, 1, MEASURE_MAX) || !isOnStep(quantityMin, lotTable)) return 'quantityMin'
  if (!isWithin(quantityMax, quantityMin, MEASURE_MAX) || !isOnStep(quantityMax, lotTable))
    return 'quantityMax'
  if (!isWithin(instrument.priceMax, 1, MEASURE_MAX)) return 'priceMax'
  if (!isWithin(instrument.positionMax, 1, MEASURE_MAX)) return 'positionMax'
  if (!isAmount(instrument.orderValueMax)) return 'orderValueMax'
  if (!isAmount(tickValue.numerator)) return 'tickValue.numerator'
  return isAmount(tickValue.denominator) ? null : 'tickValue.denominator'
}

function findRateOffence({ bandPpm, triggerBandPpm, collarPpm }: Instrument): string | null {
  if (!isWithin(bandPpm, 0, MILLION)) return 'bandPpm'
  if (!isWithin(triggerBandPpm, 0, MILLION)) return 'triggerBandPpm'
  return isWithin(collarPpm, 0, MILLION) ? null : 'collarPpm'
}

function findFeeOffence({ makerPpm, takerPpm, perLotMicros }: FeeSchedule): string | null {
  if (!isWithin(makerPpm, -MILLION, MILLION)) return 'fees.makerPpm'
  if (!isWithin(takerPpm, -MILLION, MILLION)) return 'fees.takerPpm'
  return isWithin(perLotMicros, -PER_LOT_MICROS_MAX, PER_LOT_MICROS_MAX) ? null : 'fees.perLotMicros'
}

function findTierOffence(tiers: readonly MarginTier[]): string | null {
  if (tiers.length === 0) return 'marginTiers'
  let before: bigint | null = null
  for (const [index, { from, initialPpm, maintenancePpm }] of tiers.entries()) {
    const isInOrder = before === null ? from === 0n : from > before
    if (!isInOrder) return `marginTiers[${index}].from`
    if (!isWithin(initialPpm, 1, MILLION)) return `marginTiers[${index}].initialPpm`
    if (!isWithin(maintenancePpm, 1, initialPpm)) return `marginTiers[${index}].maintenancePpm`
    before = from
  }
  return null
}

function findLimitOffence({ leverageMax, staleAfterMs }: Instrument): string | null {
  if (!isWithin(leverageMax, 1, LEVERAGE_MAX)) return 'leverageMax'
  return staleAfterMs === null || isWithin(staleAfterMs, 1, STALE_AFTER_MS_MAX) ? null : 'staleAfterMs'
}

function isAmount(value: bigint): boolean {
  return value >= 1n && value <= AMOUNT_MAX
}

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most
}
