import type { Denial, DenialCode } from '../command/denials.ts'

/** A refusal of one field, with what the rule allows and what was asked for. */
export function deny(
  code: DenialCode,
  field: string | null = null,
  measure: { readonly limit?: Denial['limit']; readonly value?: Denial['value'] } = {},
): Denial {
  return { code, field, limit: measure.limit ?? null, value: measure.value ?? null }
}

/** Looks at rules in their order; the first broken one counts. */
export function firstBroken(rules: readonly (() => Denial | null)[]): Denial | null {
  for (const rule of rules) {
    const denial = rule()
    if (denial !== null) return denial
  }
  return null
}
