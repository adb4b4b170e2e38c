import type { TimedInput } from './random-inputs.fixture.ts'

/** Says after which input, by its number from 0, these fail; `null`: they do not. */
export type FailsAt = (inputs: readonly TimedInput[]) => number | null

/** How many inputs are tried at most, over all sequences. */
const INPUTS_MAX = 400_000

/**
 * Leaves out as many inputs as it can while something fails, halves first, then ever smaller pieces: what is
 * left tells the failure shortest. It may turn out to be another one than before.
 */
export function shrink(inputs: readonly TimedInput[], failsAt: FailsAt): readonly TimedInput[] {
  let tried = 0
  const tryOut: FailsAt = (fewer) => {
    tried += fewer.length
    return tried > INPUTS_MAX ? null : failsAt(fewer)
  }
  let kept: readonly TimedInput[] = inputs.slice(0, (tryOut(inputs) ?? inputs.length) + 1)
  for (let size = kept.length >> 1; size >= 1; size >>= 1) {
    let before = kept.length
    kept = withoutPieces(kept, size, tryOut)
    while (size === 1 && kept.length < before) {
      before = kept.length
      kept = withoutPieces(kept, size, tryOut)
    }
  }
  return kept
}

function withoutPieces(inputs: readonly TimedInput[], size: number, failsAt: FailsAt): readonly TimedInput[] {
  let kept = inputs
  for (let from = kept.length - size; from >= 0; from = Math.min(from, kept.length) - size) {
    const fewer = kept.toSpliced(from, size)
    const end = failsAt(fewer)
    if (end !== null) kept = fewer.slice(0, end + 1)
  }
  return kept
}
