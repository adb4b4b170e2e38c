/**
 * What must hold of an input and its outcome, by the numbers of the design: each check looks at the engine
 * before the input, and at the outcome afterwards.
 */
import type { Input, SubmitOrder } from '../command/commands.ts'
import type { Outcome } from '../command/outcome.ts'
import { findOffence } from '../command/well-formed.ts'
import type { Engine } from '../engine.ts'
import { findDifference, textOf } from './difference.fixture.ts'
import { isFinal, type Ledger } from './ledger.fixture.ts'
import { equityOf, ownMark, requirementOf, totalsOf, type Marks } from './money-rules.fixture.ts'
import type { TimedInput } from './random-inputs.fixture.ts'

/** What there is before an input. */
export interface Situation {
  readonly timed: TimedInput
  readonly engine: Engine
  readonly ledger: Ledger
  /** Whether this is the time for what costs much. */
  readonly isCostly: boolean
}

/** Looks at what an input brought about. */
type AfterInput = (outcome: Outcome) => string | null

/** Looks at an engine before an input; `null` where the input is of no interest. */
export interface InputCheck {
  before(situation: Situation): AfterInput | null
}

/** Fires the timers that are due, and is refused. */
const refused: Input = { kind: 'cancel_order', accountId: Number.MAX_SAFE_INTEGER, orderId: 0 }

/** A8: what is refused, or was done before, leaves the state as it was after the timers. */
const refusalLeavesNoTrace: InputCheck = {
  before({ timed, engine, isCostly }) {
    if (!isCostly) return null
    const probe = engine.preview(timed.input, timed.at)
    if (probe.kind === 'accepted' || probe.events.length > 0) return null
    engine.preview(refused, timed.at)
    const before = engine.image()
    return (outcome) => {
      if (outcome.kind === 'accepted') return 'a preview refused what was accepted'
      const difference = findDifference(before, engine.image())
      return difference === null ? null : `a refusal changed ${difference.path}`
    }
  },
}

/** A preview says what the input will do, and leaves nothing behind. */
const previewIsExact: InputCheck = {
  before({ timed, engine, isCostly }) {
    if (!isCostly) return null
    const before = engine.image()
    const expected = engine.preview(timed.input, timed.at)
    const changed = findDifference(before, engine.image())
    return (outcome) => {
      if (changed !== null) return `a preview changed ${changed.path}`
      const difference = findDifference(expected, outcome)
      if (difference === null) return null
      return `${difference.path} is ${textOf(difference.other)}, by the preview ${textOf(difference.one)}`
    }
  },
}

/** O5: one client order id is one order: another ticket under it is refused, the same one is told again. */
const clientOrderIdIsOneOrder: InputCheck = {
  before({ timed: { input }, ledger }) {
    if (input.kind !== 'submit_order' || findOffence(input) !== null) return null
    const { accountId, ticket } = input
    const { clientOrderId } = ticket
    const open = [...ledger.open.values()]
    const first = open.find((order) => order.clientOrderId === clientOrderId && order.accountId === accountId)
    if (first === undefined || clientOrderId === '') return null
    return (outcome) => {
      // A timer of the same input may have ended the first order, and its id may be forgotten by then.
      if (isFinal(first.status)) return null
      if (outcome.kind === 'accepted') return `a second order under ${clientOrderId}`
      if (outcome.kind === 'denied') return null
      return outcome.orderId === first.orderId ? null : `the id of another order for ${clientOrderId}`
    }
  },
}

/** A3: whoever opens something on margin has the margin for it. */
const marginIsThere: InputCheck = {
  before(situation) {
    const { engine, ledger, timed } = situation
    const { input } = timed
    if (input.kind !== 'submit_order' || findOffence(input) !== null) return null
    if (input.ticket.type === 'market' || isTimerDue(situation)) return null
    // The order itself may move the mark: it is judged by those from before.
    const marks = marksOf(engine)
    return (outcome) => {
      return outcome.kind === 'accepted' ? findUncovered({ input, engine, ledger, marks }, outcome) : null
    }
  },
}

/** Whether a timer fires before the input: what it does is not the input's. */
function isTimerDue({ engine, timed }: Situation): boolean {
  const { next } = engine.state.timers
  return next !== null && next.dueAt <= timed.at
}

function marksOf({ state }: Engine): Marks {
  return new Map([...state.instruments].map(([id, listed]) => [id, ownMark(listed)]))
}

interface Submitted {
  readonly input: SubmitOrder
  readonly engine: Engine
  readonly ledger: Ledger
  readonly marks: Marks
}

function findUncovered({ input, engine, ledger, marks }: Submitted, outcome: Outcome): string | null {
  const [accepted, ...others] = outcome.events
  // Where anything else happened, what was checked is past.
  if (accepted?.kind !== 'order_accepted' || others.some(({ kind }) => kind !== 'order_accepted')) return null
  const account = ledger.accounts.get(accepted.accountId)
  if (account?.accountKind !== 'margin' || accepted.reduceOnly) return null
  let required = 0n
  let grown = 0n
  for (const [instrumentId, { definition }] of ledger.instruments) {
    const position = ledger.positionOf(account.accountId, instrumentId)
    const stated = engine.state.accounts.get(account.accountId)?.positions.get(instrumentId)
    const mark = marks.get(instrumentId) ?? null
    const totals = totalsOf(ledger, account.accountId, instrumentId)
    const margined = { position, totals, leverage: stated?.leverage ?? null, mark }
    const after = requirementOf(definition, margined)
    required += after
    if (instrumentId !== input.ticket.instrumentId) continue
    const { holdDelta, openDelta, side } = accepted
    const before =
      side === 'buy'
        ? { ...totals, buyHold: totals.buyHold - holdDelta, openBuys: totals.openBuys - openDelta }
        : { ...totals, sellHold: totals.sellHold - holdDelta, openSells: totals.openSells - openDelta }
    grown = after - requirementOf(definition, { ...margined, totals: before })
  }
  const equity = equityOf(ledger, account, marks)
  if (grown <= 0n || equity >= required) return null
  return `order ${accepted.orderId} needs ${required} where ${equity} is there`
}

/** A6: where an event of risk is the last of its input, its equity is that of the state afterwards. */
const equityIsAsDefined: InputCheck = {
  before(situation) {
    const { engine, ledger } = situation
    if (isTimerDue(situation)) return null
    return ({ events }) => {
      const last = events.at(-1)
      if (last === undefined || !('equity' in last)) return null
      const account = ledger.accounts.get(last.accountId)
      if (account === undefined) return 'an event of risk names an account'
      const equity = equityOf(ledger, account, marksOf(engine))
      return equity === last.equity
        ? null
        : `${last.kind} tells equity ${last.equity}, by the rules ${equity}`
    }
  },
}

/** All of them by the numbers of the design. */
export const inputChecks: Readonly<Record<string, InputCheck>> = {
  A8: refusalLeavesNoTrace,
  preview: previewIsExact,
  O5: clientOrderIdIsOneOrder,
  'A3 margin': marginIsThere,
  'A6 equity': equityIsAsDefined,
}
