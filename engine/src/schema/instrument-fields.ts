import type {
  Boundary,
  FeeSchedule,
  Instrument,
  MarginTier,
  Phase,
  Settlement,
  Tape,
  TriggerBy,
} from '../instrument/instrument.ts'
import type { Ratio } from '../numbers/money.ts'
import type { StepRow } from '../numbers/steps.ts'
import { natural, naturalOrNull, price, quantity } from './common-fields.ts'
import { bigint, boolean, integer, text, words } from './scalars.ts'
import { list, struct } from './structures.ts'

export const phase = words<Phase>({ closed: 0, pre_open: 1, continuous: 2, halt: 3 })
export const triggerBy = words<TriggerBy>({ last: 0, bid_ask: 1, mark: 2 })

/** Dated changes of phase that an instrument may have before it. */
export const BOUNDARIES_MAX = 10_000

export const boundary = struct<Boundary>({ at: natural, phase, endsDay: boolean })
export const boundaries = list(boundary, BOUNDARIES_MAX)

/** Rows of the longest table of an instrument: real ones have some twenty. */
const ROWS_MAX = 10_000

const stepTable = list(struct<StepRow>({ from: integer(), step: integer() }), ROWS_MAX)

const marginTiers = list(
  struct<MarginTier>({ from: bigint(), initialPpm: integer(), maintenancePpm: integer() }),
  ROWS_MAX,
)

/** The types alone; `checkInstrument` holds the bounds. */
export const instrument = struct<Instrument>({
  instrumentId: natural,
  symbol: text(),
  currency: text(),
  tickTable: stepTable,
  lotTable: stepTable,
  quantityMin: quantity,
  quantityMax: quantity,
  priceMax: price,
  positionMax: quantity,
  orderValueMax: bigint(),
  tickValue: struct<Ratio>({ numerator: bigint(), denominator: bigint() }),
  settlement: words<Settlement>({ delivery: 0, pnl: 1 }),
  tape: words<Tape>({ internal: 0, venue: 1 }),
  triggerBy,
  bandPpm: integer(),
  triggerBandPpm: integer(),
  collarPpm: integer(),
  fees: struct<FeeSchedule>({ makerPpm: integer(), takerPpm: integer(), perLotMicros: integer() }),
  marginTiers,
  leverageMax: integer(),
  staleAfterMs: naturalOrNull,
})
