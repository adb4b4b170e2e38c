import { assert, unreachable } from './assert.ts'
import { isMatchable } from './instrument/trading-state.ts'
import { executeLate, executeOrder, retryExit } from './matching/execute.ts'
import { activateSecondary } from './order/activate-secondary.ts'
import { bringLegs } from './order/groups.ts'
import { runRisk } from './risk/risk-pass.ts'
import type { ListedInstrument } from './state/listed-instrument.ts'
import { observeMoved } from './trigger/observe.ts'
import type { Turn, Work } from './turn.ts'

/**
 * Each pass trades, cancels or marks something; a fire sale of every position of every account needs
 * fewer.
 */
const PASSES_MAX = 1_000_000

/** Everything an input causes, until nothing is left: work, then exits that wait, then risk. */
export function settle(turn: Turn): void {
  observeMoved(turn)
  let passes = 0
  do {
    passes += 1
    assert(passes < PASSES_MAX, 'what one input causes comes to an end')
    for (let work = turn.nextWork(); work !== undefined; work = turn.nextWork()) {
      doWork(turn, work)
      observeMoved(turn)
    }
  } while (retryExits(turn) || lookAtRisk(turn))
}

function doWork(turn: Turn, work: Work): void {
  switch (work.kind) {
    case 'execute':
      if (work.isLate) executeLate(turn, work.order)
      else executeOrder(turn, work.order)
      return
    case 'bring_legs':
      bringLegs(turn, work.group)
      return
    case 'activate_secondary':
      activateSecondary(turn, work.order)
      return
    default:
      unreachable(work)
  }
}

/**
 * One pass over the exits that wait for liquidity, by instrument, oldest first; says whether anything
 * happened.
 */
function retryExits(turn: Turn): boolean {
  const waiting = instrumentsWithExits(turn)
  if (waiting.length === 0) return false
  const before = turn.events.length
  for (const instrument of waiting) {
    if (!isMatchable(instrument, turn.at)) continue
    const exits = [...instrument.exits].sort((one, other) => one.orderId - other.orderId)
    for (const order of exits) if (order.isOpen && order.place === 'exit') retryExit(turn, order)
  }
  observeMoved(turn)
  return turn.events.length > before
}

function instrumentsWithExits(turn: Turn): ListedInstrument[] {
  const { withExits } = turn.state
  if (withExits.size === 0) return []
  return [...withExits].sort((one, other) => one.instrumentId - other.instrumentId)
}

function lookAtRisk(turn: Turn): boolean {
  const hasActed = runRisk(turn)
  if (hasActed) observeMoved(turn)
  return hasActed
}
