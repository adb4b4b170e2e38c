import type { StreamCode } from '@trading-pro/contracts'

/** Who clients are, and what they may read. */
export interface StreamAccess {
  /** The user whose token or ticket it is; `null`: nobody's. */
  authenticate(token: string): Promise<string | null>
  /** Why a user (`null`: nobody has logged in) may not read a topic; `null`: it may. */
  refusalOf(userId: string | null, topic: string): StreamCode | null
}

/** Where there are no users, and nothing that is not for everybody. */
export const publicAccess: StreamAccess = {
  authenticate: () => Promise.resolve(null),
  refusalOf: () => null,
}
