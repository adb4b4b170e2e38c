import type { TickSize } from '@trading-pro/engine/numbers'
import {
  createCalendar,
  intlTimeZone,
  isIntraday,
  parseResolution,
  type Calendar,
  type CalendarDefinition,
} from '@trading-pro/market'
import type { Instrument, StoredSeries } from '../adapters/storage/market-store.ts'
import {
  type ExchangeDefaults,
  exchangeDefaults,
  formatSymbol,
  type SymbolParts,
} from '../instruments/instruments.service.ts'
import { UserError } from '../platform/user-error.ts'
import { POWERS_OF_TEN } from './decimals.ts'
import { STEPS_END } from './limits.ts'
import type { PriceFacts, VolumeFacts } from './number-facts.ts'

/** What the user says about the instrument; null where files and exchange are to tell. */
export interface InstrumentOptions {
  readonly symbol: SymbolParts
  readonly tickSize: TickSize | null
  readonly session: string | null
  readonly sessionTimezone: string | null
  readonly type: string | null
  readonly description: string | null
  readonly currency: string | null
}

/** What is stored under the symbol and stays. */
export interface InstrumentState {
  readonly instrument: Instrument | null
  readonly series: readonly StoredSeries[]
}

/**
 * Trading hours that the instrument may get; `extended` is null when nothing but `regular` comes into
 * question.
 */
export interface HoursChoice {
  readonly regular: CalendarDefinition
  readonly extended: CalendarDefinition | null
}

/** What the bars of all files need. */
export interface ImportFacts {
  readonly prices: PriceFacts
  readonly volumes: VolumeFacts
  /** How many bars open outside each of the hours in question; empty for days and longer. */
  readonly outside: readonly { readonly hours: CalendarDefinition; readonly count: number }[]
}

export interface InstrumentPlan {
  readonly instrument: Instrument
  /** Sentences for the summary about what was chosen. */
  readonly notes: readonly string[]
  /** Bars that open outside the session of the instrument. */
  readonly outsideSession: number
}

/** The trading hours in question before the bars are known. */
export function chooseHours(
  options: InstrumentOptions,
  { instrument, series }: InstrumentState,
): HoursChoice {
  const defaults = exchangeDefaults(options.symbol)
  if (options.session !== null || options.sessionTimezone !== null) {
    return { regular: statedHours(options, hoursOf(instrument) ?? defaults.hours, defaults), extended: null }
  }
  const regular = hoursOf(instrument) ?? defaults.hours
  const isSettled = regular.session !== defaults.hours.session || series.some(isImportedIntraday)
  return { regular, extended: isSettled ? null : defaults.extendedHours }
}

/** A listing knows no holidays, so its hours do not count. */
function hoursOf(instrument: Instrument | null): CalendarDefinition | null {
  return instrument === null || instrument.origin === 'listing' ? null : instrument
}

function isImportedIntraday({ origin, resolution }: StoredSeries): boolean {
  const parsed = parseResolution(resolution)
  return origin === 'import' && parsed !== null && isIntraday(parsed)
}

/** The exchange's holidays hold for any session but an endless one; its short days only for its own hours. */
function statedHours(
  { session, sessionTimezone }: InstrumentOptions,
  current: CalendarDefinition,
  defaults: ExchangeDefaults,
): CalendarDefinition {
  const timezone = sessionTimezone ?? current.timezone
  const wanted = session ?? current.session
  const known = [current, defaults.hours, defaults.extendedHours].find((hours) => hours?.session === wanted)
  if (known !== undefined && known !== null) return { ...known, timezone }
  return { timezone, session: wanted, holidays: wanted === '24x7' ? '' : current.holidays, corrections: '' }
}

/** @throws UserError when session or time zone cannot be used */
export function calendarOf(hours: CalendarDefinition): Calendar {
  const calendar = createCalendar(hours, intlTimeZone)
  if (calendar.kind === 'refused') throw new UserError(`the trading hours cannot be used: ${calendar.reason}`)
  return calendar
}

/** The instrument as it is to be stored with the bars. */
export function planInstrument(
  options: InstrumentOptions,
  state: InstrumentState,
  facts: ImportFacts,
): InstrumentPlan {
  const defaults = exchangeDefaults(options.symbol)
  const hours = settleHours(chooseHours(options, state), facts)
  const tick = settleTick(options, state, { facts, decimalsMin: defaults.priceDecimalsMin })
  const volume = settleVolume(state, facts.volumes)
  const stored = state.instrument
  const { exchange, name } = options.symbol
  return {
    instrument: {
      symbol: formatSymbol(options.symbol),
      exchange,
      name,
      description: options.description ?? stored?.description ?? name,
      type: options.type ?? stored?.type ?? defaults.type,
      timezone: hours.definition.timezone,
      session: hours.definition.session,
      holidays: hours.definition.holidays,
      corrections: hours.definition.corrections,
      currency: options.currency ?? stored?.currency ?? defaults.currency,
      tickSize: tick.tickSize,
      volumePrecision: volume.precision,
      origin: 'import',
    },
    notes: [...tick.notes, ...volume.notes, ...hours.notes],
    outsideSession: hours.outside,
  }
}

function settleHours(
  { regular, extended }: HoursChoice,
  { outside }: ImportFacts,
): { definition: CalendarDefinition; outside: number; notes: string[] } {
  const countOutside = ({ session, timezone }: CalendarDefinition): number => {
    return outside.find(({ hours }) => hours.session === session && hours.timezone === timezone)?.count ?? 0
  }
  const outsideRegular = countOutside(regular)
  if (extended === null || countOutside(extended) >= outsideRegular) {
    return { definition: regular, outside: outsideRegular, notes: [] }
  }
  const note =
    `${outsideRegular} bars lie outside the regular session ${regular.session}, ` +
    `so the session is ${extended.session} (--session sets another)`
  return { definition: extended, outside: countOutside(extended), notes: [note] }
}

interface SettledTick {
  readonly tickSize: TickSize
  readonly notes: string[]
}

function settleTick(
  options: InstrumentOptions,
  { instrument, series }: InstrumentState,
  { facts, decimalsMin }: { facts: ImportFacts; decimalsMin: number },
): SettledTick {
  const { tickSize: wanted } = options
  if (instrument !== null && series.length > 0) {
    if (wanted !== null && !isSameTick(wanted, instrument.tickSize)) {
      const kept = decimalText(instrument.tickSize)
      throw new UserError(
        `${instrument.symbol} has bars stored with the tick ${kept}, which --tick cannot change`,
      )
    }
    return { tickSize: instrument.tickSize, notes: [] }
  }
  if (wanted !== null) return { tickSize: wanted, notes: [] }
  const fromFile = tickOfPrices(facts.prices, decimalsMin)
  const isListedTickFine =
    instrument !== null &&
    instrument.tickSize.minimumMovement === 1 &&
    fromFile.tickSize.priceScale <= instrument.tickSize.priceScale &&
    facts.prices.magnitudeMax * instrument.tickSize.priceScale < TICKS_END
  return isListedTickFine ? { ...fromFile, tickSize: instrument.tickSize } : fromFile
}

/** Fifteen digits are what market data carries. */
const TICKS_END = 1e15

function tickOfPrices(prices: PriceFacts, decimalsMin: number): SettledTick {
  const { floatDecimals, decimals } = prices
  if (floatDecimals !== null) {
    const tickSize = tickOfDecimals(Math.max(floatDecimals, decimalsMin))
    const noise = `the ${decimals} decimals of the prices are noise of 32-bit floats`
    return { tickSize, notes: [`${noise}, so the tick is ${decimalText(tickSize)} (--tick sets another)`] }
  }
  const within = prices.decimalsWithinDigits
  if (within < decimals) {
    const tickSize = tickOfDecimals(within)
    const reason = `prices with ${decimals} decimals would have more than 15 digits`
    return { tickSize, notes: [`${reason}, so the tick is ${decimalText(tickSize)}`] }
  }
  let least = Math.max(decimals, decimalsMin)
  while (least > decimals && prices.magnitudeMax * (POWERS_OF_TEN[least] ?? Infinity) >= TICKS_END) least -= 1
  return { tickSize: tickOfDecimals(least), notes: [] }
}

function tickOfDecimals(decimals: number): TickSize {
  return { priceScale: POWERS_OF_TEN[decimals] ?? Number.NaN, minimumMovement: 1 }
}

function isSameTick(left: TickSize, right: TickSize): boolean {
  return left.priceScale * right.minimumMovement === right.priceScale * left.minimumMovement
}

/** The tick as a decimal: 0.25 for 25/100. */
export function decimalText(tickSize: TickSize): string {
  return decimalOfSteps(1, tickSize)
}

/** A number of steps, also a broken one, as a plain decimal with three digits. */
export function decimalOfSteps(steps: number, { priceScale, minimumMovement }: TickSize): string {
  const value = (steps * minimumMovement) / priceScale
  const format = new Intl.NumberFormat('en-US', {
    maximumSignificantDigits: steps === 1 ? 15 : 3,
    useGrouping: false,
  })
  return format.format(value)
}

/** The precision only ever grows, so that no stored volume is rounded. */
function settleVolume(
  { instrument, series }: InstrumentState,
  volumes: VolumeFacts,
): { precision: number; notes: string[] } {
  const within = volumes.decimalsWithin(STEPS_END)
  const isCut = within < volumes.decimals
  const notes = isCut
    ? [`of the ${volumes.decimals} decimals of the volumes ${within} fit beside their whole digits`]
    : []
  const isUsed = series.some(({ plots }) => plots === 'ohlcv')
  return { precision: isUsed ? Math.max(instrument?.volumePrecision ?? 0, within) : within, notes }
}
