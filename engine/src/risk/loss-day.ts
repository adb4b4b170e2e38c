import type { Turn } from '../turn.ts'
import { equityOf } from './margin.ts'

const DAY_MS = 86_400_000

/** The first UTC midnight after a time. */
export function midnightAfter(at: number): number {
  return (Math.floor(at / DAY_MS) + 1) * DAY_MS
}

/** At UTC midnight losses count anew; the next one is after the input, however long nothing came. */
export function startLossDay(turn: Turn, inputAt: number): void {
  const accounts = [...turn.state.accounts.values()].sort((one, other) => one.accountId - other.accountId)
  for (const account of accounts) {
    if (account.settings.dailyLossMax === null) continue
    const { accountId } = account
    turn.emit({ kind: 'loss_baseline_set', at: turn.at, accountId, equity: equityOf(account) })
  }
  turn.emit({ kind: 'day_timer_set', at: turn.at, dueAt: midnightAfter(inputAt) })
}
