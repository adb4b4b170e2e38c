import { assert, unreachable } from './assert.ts'
import * as administration from './command/administration.ts'
import { amendOrder } from './command/amend.ts'
import { cancelAll, cancelByCommand } from './command/cancel.ts'
import { closeAll, closePosition, reversePosition } from './command/close.ts'
import type { Command, Input, MarketInput } from './command/commands.ts'
import { deny } from './command/deny.ts'
import type { Outcome } from './command/outcome.ts'
import { accepted, denied, unknownInstrument, type Answer } from './command/answer.ts'
import { submitGroup, submitOrder } from './command/submit.ts'
import { takeInput, type Malformed } from './command/well-formed.ts'
import type { EngineEvent } from './event/events.ts'
import { attempt } from './matching/attempt.ts'
import { applyOutsideBook, applyOutsideLevels, hearMarket, loseOutside } from './outside/outside-book.ts'
import { applyOutsideOrder, applyOutsideTrade } from './outside/outside-trade.ts'
import { lookAhead } from './risk/risk-pass.ts'
import { lookAtMark } from './risk/risk-watch.ts'
import { TIME_MAX } from './schema/limits.ts'
import { settle } from './settle.ts'
import { evolve } from './state/evolve.ts'
import { ExchangeState } from './state/exchange-state.ts'
import { encodeImageInPieces, readImage } from './state/image-codec.ts'
import { imageOf, sourceOf } from './state/image-of.ts'
import { StateBuilder } from './state/restore.ts'
import { hashImage } from './state/state-hash.ts'
import type { StateImage } from './state/state-image.ts'
import { runTimers } from './timer/run-timers.ts'
import { Turn } from './turn.ts'

/** What an engine keeps to a size. */
export interface EngineLimits {
  /** Final orders whose client order ids are remembered, in all accounts together; 0: none. */
  readonly recentOrdersMax: number
}

/**
 * An exchange: instruments, accounts, orders, and what the market says. Pure: time comes with each input,
 * and the same inputs give the same events on every machine. docs/engine-rules.md says what it does.
 */
export class Engine {
  /** What the engine knows; only to be read (see `queries.ts`). */
  readonly state: ExchangeState
  /** Time of the last input; refused ones count. */
  #clock = 0
  /** Whether events or a snapshot have changed books and accounts, and nobody has looked at them since. */
  #hasFolded: boolean

  /** @param state - what it begins with; it is the engine's from now on, and has the same limits */
  constructor(limits: EngineLimits, state: ExchangeState = new ExchangeState(limits.recentOrdersMax)) {
    this.state = state
    this.#clock = state.counters.at
    this.#hasFolded = state.instruments.size > 0
  }

  /**
   * An engine out of the bytes of a snapshot. Where there is a venue, prices are stale until it speaks.
   *
   * @throws CodecError when the bytes are damaged or of a later release
   */
  static restore(snapshot: Uint8Array, limits: EngineLimits): Engine {
    const builder = new StateBuilder(limits.recentOrdersMax)
    readImage(snapshot, builder)
    return new Engine(limits, builder.finish())
  }

  /**
   * Decides an input and applies what it decided; any value may come as one. Timers that are due fire first,
   * and stand even if the input is denied. Neither the input nor the events are kept: they may change later.
   *
   * @param at - engine time, Unix milliseconds; before that of the last input: `time_went_backward`
   * @returns the events in the order in which they happened, to be journaled even where the input was denied
   * @throws InvariantError when an invariant is broken: the engine must be rebuilt from its events
   */
  execute(input: Input, at: number): Outcome {
    // Before anything else: to read it may call the sender's code, and that may call this engine.
    const taken = takeInput(input)
    if (!isTimeAfter(at, this.#clock)) return refusedTime(at, this.#clock)
    // Without the sign that a zero may have.
    this.#clock = at + 0
    if (this.#hasFolded) this.#lookAhead()
    return this.#decide(taken, this.#clock)
  }

  /**
   * What `execute` would give, without doing it: the same code runs, and is taken back.
   *
   * @param at - as for `execute`
   * @throws InvariantError as `execute` does
   */
  preview(input: Input, at: number): Outcome {
    const taken = takeInput(input)
    if (!isTimeAfter(at, this.#clock)) return refusedTime(at, this.#clock)
    if (this.#hasFolded) this.#lookAhead()
    const outcomes: Outcome[] = []
    attempt(new Turn(this.state, at + 0, []), () => {
      outcomes.push(this.#decide(taken, at + 0))
      return false
    })
    const [outcome] = outcomes
    assert(outcome !== undefined, 'a preview has an outcome')
    return outcome
  }

  /**
   * Applies an event that was decided before: recovery is a fold over these, in the order of the journal.
   *
   * @throws InvariantError when it does not fit the state
   */
  apply(event: EngineEvent): void {
    if (!this.#hasFolded) {
      this.#hasFolded = true
      for (const instrument of this.state.instruments.values()) instrument.isRepriced = true
    }
    evolve(this.state, event)
    if (event.kind === 'instrument_listed') {
      this.state.instrumentOf(event.instrument.instrumentId).awaitsAheads = true
    }
    if (event.at > this.#clock) this.#clock = event.at
  }

  /** All of D (what events say; without market data) in canonical order, as a copy in memory. */
  image(): StateImage {
    return imageOf(this.state)
  }

  /** The hash of D: equal states have equal ones, on every machine. 32 hexadecimal digits. */
  stateHash(): string {
    return hashImage(sourceOf(this.state))
  }

  /**
   * The bytes of a snapshot, in pieces.
   *
   * @param take - gets the pieces in order; it must have used one before it returns
   * @throws CodecError when a value has no bytes, such as a number past 2^53
   */
  snapshot(take: (piece: Uint8Array) => void): void {
    encodeImageInPieces(sourceOf(this.state), take)
  }

  #lookAhead(): void {
    this.#hasFolded = false
    for (const instrument of this.state.instruments.values()) lookAtMark(this.state, instrument)
    lookAhead(this.state)
  }

  #decide(input: Input | Malformed, at: number): Outcome {
    const events: EngineEvent[] = []
    runTimers(this.state, at, events)
    if (input.kind === 'malformed') {
      return { kind: 'denied', events, denial: deny('malformed_command', { field: input.field }) }
    }
    const turn = new Turn(this.state, at, events)
    const answer = isMarketInput(input) ? applyMarket(turn, input) : applyCommand(turn, input)
    switch (answer.kind) {
      case 'denied':
        return { kind: 'denied', events, denial: answer.denial }
      case 'duplicate':
        return { kind: 'duplicate', events, orderId: answer.orderId }
      default:
        settle(turn)
        return { kind: 'accepted', events, orderId: answer.orderId }
    }
  }
}

function isTimeAfter(at: number, clock: number): boolean {
  return Number.isSafeInteger(at) && at >= clock && at <= TIME_MAX
}

function refusedTime(at: number, clock: number): Outcome {
  const value = typeof at === 'number' ? String(at) : typeof at
  const denial = deny('time_went_backward', { field: 'at', limit: clock, value })
  return { kind: 'denied', events: [], denial }
}

function isMarketInput(input: Input): input is MarketInput {
  return input.kind.startsWith('outside_')
}

function applyMarket(turn: Turn, input: MarketInput): Answer {
  if (input.kind === 'outside_book' && !isOrdered(input)) {
    return denied(deny('malformed_command', { field: 'bids' }))
  }
  const instrument = turn.state.instruments.get(input.instrumentId)
  if (instrument === undefined) {
    return unknownInstrument(input.instrumentId)
  }
  hearMarket(turn, instrument)
  switch (input.kind) {
    case 'outside_book':
      applyOutsideBook(turn, instrument, input)
      return accepted
    case 'outside_levels':
      applyOutsideLevels(turn, instrument, input)
      return accepted
    case 'outside_trade':
      applyOutsideTrade(turn, instrument, input)
      return accepted
    case 'outside_order':
      applyOutsideOrder(turn, instrument, input)
      return accepted
    case 'outside_lost':
      loseOutside(turn, instrument)
      return accepted
    default:
      return unreachable(input)
  }
}

/** Whether a whole book is one: bids fall, asks rise, and they do not meet. */
function isOrdered({ bids, asks }: Extract<MarketInput, { kind: 'outside_book' }>): boolean {
  const fall = bids.every(({ price }, index) => index === 0 || price < (bids[index - 1]?.price ?? 0))
  const rise = asks.every(({ price }, index) => index === 0 || price > (asks[index - 1]?.price ?? 0))
  const bid = bids.find(({ size }) => size > 0)
  const ask = asks.find(({ size }) => size > 0)
  return fall && rise && (bid === undefined || ask === undefined || bid.price < ask.price)
}

function applyCommand(turn: Turn, command: Command): Answer {
  switch (command.kind) {
    case 'submit_order':
      return submitOrder(turn, command)
    case 'cancel_order':
      return cancelByCommand(turn, command)
    case 'amend_order':
      return amendOrder(turn, command)
    case 'submit_group':
      return submitGroup(turn, command)
    case 'cancel_all':
      return cancelAll(turn, command)
    case 'close_position':
      return closePosition(turn, command)
    case 'reverse_position':
      return reversePosition(turn, command)
    case 'close_all':
      return closeAll(turn, command)
    case 'tick':
      return accepted
    default:
      return applyAdministration(turn, command)
  }
}

type TradingKind = Extract<
  Command['kind'],
  | 'submit_order'
  | 'cancel_order'
  | 'amend_order'
  | 'submit_group'
  | 'cancel_all'
  | 'close_position'
  | 'reverse_position'
  | 'close_all'
  | 'tick'
>

function applyAdministration(turn: Turn, command: Exclude<Command, { kind: TradingKind }>): Answer {
  switch (command.kind) {
    case 'list_instrument':
      return administration.listInstrument(turn, command)
    case 'set_schedule':
      return administration.setSchedule(turn, command)
    case 'set_phase':
      return administration.setPhase(turn, command)
    case 'open_account':
      return administration.openAccount(turn, command)
    case 'configure_account':
      return administration.configureAccount(turn, command)
    case 'set_leverage':
      return administration.setLeverage(turn, command)
    case 'move_cash':
      return administration.moveCash(turn, command)
    case 'reset_account':
      return administration.resetAccount(turn, command)
    case 'set_kill_switch':
      return administration.setKillSwitch(turn, command)
    default:
      return unreachable(command)
  }
}
