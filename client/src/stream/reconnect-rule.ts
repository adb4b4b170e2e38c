/**
 * How to come back. `quick`: the server asks for it. `patient`: trying again soon cannot help. `back_off`:
 * nobody knows, so waits grow.
 */
export interface ReconnectRule {
  readonly pace: 'quick' | 'back_off' | 'patient'
  /** Whether the token is why the connection ended. */
  readonly renewsToken: boolean
}

const rules: ReadonlyMap<number, ReconnectRule> = new Map<number, ReconnectRule>([
  [1012, { pace: 'quick', renewsToken: false }],
  [4001, { pace: 'back_off', renewsToken: true }],
  [4003, { pace: 'patient', renewsToken: false }],
  [4009, { pace: 'back_off', renewsToken: true }],
  [4010, { pace: 'back_off', renewsToken: true }],
  [4029, { pace: 'patient', renewsToken: false }],
])

/**
 * What a close code asks for.
 *
 * @param closeCode - `null`: the connection was given up on this side
 */
export function reconnectRule(closeCode: number | null): ReconnectRule {
  return rules.get(closeCode ?? 0) ?? { pace: 'back_off', renewsToken: false }
}
