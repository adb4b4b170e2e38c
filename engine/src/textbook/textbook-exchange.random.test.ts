import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Input } from '../command/commands.ts'
import { instrumentWith } from '../testing/instrument.fixture.ts'
import { plainSettings } from './desk.fixture.ts'
import { checkState, Totals } from './invariants.fixture.ts'
import { anyInput, placed, type TimedInput } from './random-inputs.fixture.ts'
import { TextbookExchange } from './textbook-exchange.ts'

const fees = { makerPpm: -200, takerPpm: 700, perLotMicros: 30_000 }

const instruments = [
  instrumentWith({ fees, tickValue: { numerator: 3n, denominator: 2n } }),
  instrumentWith({ instrumentId: 2, tape: 'venue', triggerBy: 'bid_ask', collarPpm: 50_000 }),
  instrumentWith({ instrumentId: 3, settlement: 'pnl', triggerBy: 'mark', bandPpm: 80_000, fees }),
]

function* opening(): Generator<Input> {
  for (const instrument of instruments) {
    yield { kind: 'list_instrument', instrument }
    yield { kind: 'set_phase', instrumentId: instrument.instrumentId, phase: 'continuous' }
  }
  for (let accountId = 1; accountId <= 8; accountId += 1) {
    const accountKind = accountId <= 3 ? 'cash' : 'margin'
    const fillModel = accountId === 3 || accountId === 8 ? 'touch' : 'depth'
    const settings = { ...plainSettings, fillModel, latencyMs: accountId === 5 ? 50 : 0 } as const
    const ownerId = Math.ceil(accountId / 2)
    yield { kind: 'open_account', accountId, ownerId, accountKind, currency: 'USD', settings }
    yield { kind: 'move_cash', accountId, amount: accountKind === 'cash' ? 4_000n : 600n }
  }
}

/** Plays inputs; `watch` sees the exchange after each. */
function play(inputs: readonly TimedInput[], watch: (exchange: TextbookExchange) => void): TextbookExchange {
  const exchange = new TextbookExchange({ recentOrdersMax: 20 })
  const totals = new Totals()
  let at = 86_390_000
  for (const input of opening()) totals.follow(exchange.execute(input, at).events)
  for (const { input, after } of inputs) {
    at += after
    const { events } = exchange.execute(placed(input, at, exchange.image()), at)
    totals.follow(events)
    totals.check(exchange.image())
    watch(exchange)
  }
  return exchange
}

it('keeps its invariants whatever comes', () => {
  fc.assert(
    fc.property(fc.array(anyInput, { minLength: 50, maxLength: 400 }), (inputs) => {
      play(inputs, checkState)
    }),
    { numRuns: Number(process.env['TEXTBOOK_RUNS'] ?? 25) },
  )
}, 600_000)

it('previews exactly what it would do, and does nothing', () => {
  fc.assert(
    fc.property(
      fc.array(anyInput, { maxLength: 60 }),
      fc.array(anyInput, { minLength: 1 }),
      (before, inputs) => {
        const exchange = play(before, () => undefined)
        const at = 86_390_000 + 300 * 60
        for (const { input } of inputs) {
          const command = placed(input, at, exchange.image())
          const untouched = exchange.image()
          const preview = exchange.preview(command, at)
          expect(exchange.image()).toEqual(untouched)
          const outcome = exchange.execute(command, at)
          expect(preview).toEqual(outcome)
          if (outcome.kind !== 'accepted' && outcome.events.length === 0) {
            expect(exchange.image()).toEqual(untouched)
          }
        }
      },
    ),
    { numRuns: 15 },
  )
}, 600_000)
