import type { AccountKind, AccountSettings, FillModel } from '../command/commands.ts'
import { AMOUNT_MAX } from './limits.ts'
import { bigint, integer, words } from './scalars.ts'
import { nullable, struct } from './structures.ts'

export const accountKind = words<AccountKind>({ cash: 0, margin: 1 })

/** What the kill switch stops. */
export const killScope = words<'account' | 'owner' | 'site'>({ account: 0, owner: 1, site: 2 })

export const accountSettings = struct<AccountSettings>({
  fillModel: words<FillModel>({ depth: 0, touch: 1 }),
  latencyMs: integer({ min: 0, max: 60_000 }),
  dailyLossMax: nullable(bigint({ min: 1n, max: AMOUNT_MAX })),
  openOrdersMax: integer({ min: 1, max: 100_000 }),
})
