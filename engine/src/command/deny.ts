import type { Denial, DenialCode } from './denials.ts'

/** What a broken rule was about; what is left out is `null`. */
export interface DenialFacts {
  readonly field?: string
  readonly limit?: string | number | bigint
  readonly value?: string | number | bigint
}

/** Makes a denial. */
export function deny(code: DenialCode, { field, limit, value }: DenialFacts = {}): Denial {
  return { code, field: field ?? null, limit: limit ?? null, value: value ?? null }
}
