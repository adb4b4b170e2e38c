import { assert } from '../assert.ts'
import type { Instrument, MarginTier } from '../instrument/instrument.ts'
import { lots } from '../numbers/lots.ts'
import type { StepRow } from '../numbers/steps.ts'
import { ticks } from '../numbers/ticks.ts'
import { instrumentWith } from '../testing/instrument.fixture.ts'
import { cent, decimalOf, ppmOf, stepsOf, type Decimal } from './exact.fixture.ts'
import { moneyOf, type Listing, type Names } from './names.fixture.ts'
import { Words } from './words.fixture.ts'

/** What a line means where it says nothing: cents, whole units, no fees, 10 % margin, 5 % to keep. */
function plainListing(name: string, instrumentId: number): Listing {
  const step: Decimal = { coefficient: 1n, scale: 2 }
  const definition = instrumentWith({
    instrumentId,
    symbol: name,
    tickTable: [{ from: 0, step: 1 }],
    lotTable: [{ from: 0, step: 1 }],
    priceMax: ticks(100_000_000),
    orderValueMax: 10n ** 15n,
    tape: 'venue',
    leverageMax: 100,
  })
  return { name, definition, tick: step, lot: { coefficient: 1n, scale: 0 } }
}

type Draft = { -readonly [Field in keyof Instrument]: Instrument[Field] }

interface Line {
  readonly words: Words
  readonly draft: Draft
  tick: Decimal
  lot: Decimal
}

type Setting = (line: Line) => void

const settings: Readonly<Record<string, Setting>> = {
  tick: (line) => {
    line.tick = decimalOf(line.words.next())
  },
  lot: (line) => {
    line.lot = decimalOf(line.words.next())
  },
  ticks: ({ words, draft, tick }) => (draft.tickTable = rowsOf(words.next(), tick)),
  lots: ({ words, draft, lot }) => (draft.lotTable = rowsOf(words.next(), lot)),
  min: ({ words, draft, lot }) => (draft.quantityMin = lots(Number(stepsOf(words.next(), lot)))),
  max: ({ words, draft, lot }) => (draft.quantityMax = lots(Number(stepsOf(words.next(), lot)))),
  'max-price': ({ words, draft, tick }) => (draft.priceMax = ticks(Number(stepsOf(words.next(), tick)))),
  'max-position': ({ words, draft, lot }) => (draft.positionMax = lots(Number(stepsOf(words.next(), lot)))),
  'max-value': ({ words, draft }) => (draft.orderValueMax = moneyOf(words.next())),
  currency: ({ words, draft }) => (draft.currency = words.next()),
  maker: ({ words, draft }) => (draft.fees = { ...draft.fees, makerPpm: ppmOf(words.next()) }),
  taker: ({ words, draft }) => (draft.fees = { ...draft.fees, takerPpm: ppmOf(words.next()) }),
  'per-lot': ({ words, draft }) => {
    const perLotMicros = Number(stepsOf(words.next(), { coefficient: 1n, scale: 8 }))
    draft.fees = { ...draft.fees, perLotMicros }
  },
  margin: ({ words, draft }) => (draft.marginTiers = tiersOf(words.next())),
  leverage: ({ words, draft }) => (draft.leverageMax = Number(words.next())),
  band: ({ words, draft }) => (draft.bandPpm = ppmOf(words.next())),
  'trigger-band': ({ words, draft }) => (draft.triggerBandPpm = ppmOf(words.next())),
  collar: ({ words, draft }) => (draft.collarPpm = ppmOf(words.next())),
  stale: ({ words, draft }) => (draft.staleAfterMs = Number(words.next().replace(/ms$/, ''))),
  delivery: ({ draft }) => (draft.settlement = 'delivery'),
  pnl: ({ draft }) => (draft.settlement = 'pnl'),
  venue: ({ draft }) => (draft.tape = 'venue'),
  internal: ({ draft }) => (draft.tape = 'internal'),
  trigger: ({ words, draft }) => {
    const by = words.takeOneOf(['last', 'bid_ask', 'mark'])
    assert(by !== null, 'an instrument triggers by last, bid_ask or mark')
    draft.triggerBy = by
  },
}

/** `0+0.01,100+0.05`: from 0 in steps of 0.01, from 100 in steps of 0.05. */
function rowsOf(text: string, unit: Decimal): StepRow[] {
  return text.split(',').map((row) => {
    const [from = '', step = ''] = row.split('+')
    return { from: Number(stepsOf(from, unit)), step: Number(stepsOf(step, unit)) }
  })
}

/** `10%/5%,20%/10%@50000`: initial and maintenance rate, from which exposure on. */
function tiersOf(text: string): MarginTier[] {
  return text.split(',').map((tier) => {
    const [rates = '', from = '0'] = tier.split('@')
    const [initial = '', maintenance = ''] = rates.split('/')
    return { from: moneyOf(from), initialPpm: ppmOf(initial), maintenancePpm: ppmOf(maintenance) }
  })
}

/** Minor units per tick and lot: tick x lot in cents, in lowest terms of ten. */
function tickValueOf(tick: Decimal, lot: Decimal): Instrument['tickValue'] {
  let numerator = tick.coefficient * lot.coefficient * 10n ** BigInt(cent.scale)
  let denominator = 10n ** BigInt(tick.scale + lot.scale)
  while (denominator > 1n && numerator % 10n === 0n) {
    numerator /= 10n
    denominator /= 10n
  }
  return { numerator, denominator }
}

/**
 * `X tick 0.01 lot 0.001 maker 2bp taker 10bp pnl margin 10%/5% collar 1%`: a new instrument, or one that is
 * there already with what the line changes.
 */
export function listingOf(text: string, names: Names): Listing {
  const words = new Words(text)
  const name = words.next()
  const base = names.findListing(name) ?? plainListing(name, names.listingCount + 1)
  const line: Line = { words, draft: { ...base.definition }, tick: base.tick, lot: base.lot }
  while (words.first !== null) {
    const word = words.next()
    const setting = settings[word]
    assert(setting !== undefined, `an instrument has no "${word}"`)
    setting(line)
  }
  const { draft, tick, lot } = line
  return { name, definition: { ...draft, tickValue: tickValueOf(tick, lot) }, tick, lot }
}
