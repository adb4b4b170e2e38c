export { allocateBars, indexAtOrAfter, sliceBars, type Bars } from './bars/bars.ts'
export { barOpenTime, bucketFinder, type Bucket } from './bars/buckets.ts'
export {
  createResampler,
  resampleBars,
  type ResampledBars,
  type ResampleOptions,
  type Resampler,
} from './bars/resample.ts'
export {
  createCalendar,
  type Calendar,
  type CalendarDefinition,
  type MarketPhase,
} from './calendar/calendar.ts'
export type { TradingDay, TradingSegment } from './calendar/trading-days.ts'
export { venueCalendar, type Venue } from './calendar/venues/venue-calendar.ts'
export {
  canResample,
  compareResolutions,
  formatResolution,
  isIntraday,
  nominalSeconds,
  parseResolution,
  type Resolution,
} from './resolution/resolution.ts'
export { readSampleBars, sampleInstruments, type SampleInstrument } from './samples/samples.ts'
export { barsOfRange, type BarRange, type DaySource } from './simulation/bars-of-range.ts'
export { fractionOf, mixWord } from './simulation/keyed-random.ts'
export { simulatedInstruments, type SimulatedInstrument } from './simulation/instruments.ts'
export type { SimulatedPrint } from './simulation/prints.ts'
export { createSimulation, type Simulation, type SimulationOptions } from './simulation/simulation.ts'
export { parseSession, type ParsedSession } from './session/parse-session.ts'
export type { Refusal, Session, SessionEra, SessionInterval, WeeklyHours } from './session/session.ts'
export { intlTimeZone } from './time-zone/intl-time-zone.ts'
export {
  offsetAt,
  utcFromLocal,
  type LocalTime,
  type TimeZone,
  type TimeZonePort,
} from './time-zone/time-zone.ts'
