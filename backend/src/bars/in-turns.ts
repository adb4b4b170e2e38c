/** How long one turn of a long work may hold up everybody else, in ms. */
export const TURN_MS = 10

/** Does a work at once if it is short; else in turns, between which others are served. */
export function inTurns<Result>(work: Generator<undefined, Result>): Result | Promise<Result> {
  const step = turnOf(work)
  return step.done === true ? step.value : finishLater(work)
}

async function finishLater<Result>(work: Generator<undefined, Result>): Promise<Result> {
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve))
    const step = turnOf(work)
    if (step.done === true) return step.value
  }
}

function turnOf<Result>(work: Generator<undefined, Result>): IteratorResult<undefined, Result> {
  const start = performance.now()
  for (;;) {
    const step = work.next()
    if (step.done === true || performance.now() - start >= TURN_MS) return step
  }
}
