import { MINUTES_SYMBOL } from './data-directory.ts'
import type { Question } from './load.ts'
import { answerLengths, createRandom, expectedAnswer, type MinuteBars } from './minute-bars.ts'

/** Bars of one answer. */
const ANSWER_BARS = 300

/** A path that asks for bars of the series of the benchmarks. */
export function barsPath(resolution: string, toTime?: number): string {
  const end = toTime === undefined ? '' : `&to_time=${toTime}`
  const query = `symbol=${MINUTES_SYMBOL}&resolution=${resolution}&count_back=${ANSWER_BARS}${end}`
  return `/api/v1/datafeed/bars?${query}`
}

/** What the API must answer to `barsPath` without an end. */
export function newestAnswer(bars: MinuteBars): Buffer {
  return expectedAnswer(bars, { start: Math.max(0, bars.count - ANSWER_BARS), end: bars.count })
}

/** Makes questions for 300 bars before random bars of a series, the same ones for the same seed. */
export function createQuestions(
  bars: MinuteBars,
  resolution: string,
): (count: number, seed: number) => readonly Question[] {
  const lengthOf = answerLengths(bars)
  return (count, seed) => {
    const random = createRandom(seed)
    return Array.from({ length: count }, () => {
      const end = ANSWER_BARS + Math.floor(random() * (bars.count - ANSWER_BARS))
      const range = { start: end - ANSWER_BARS, end }
      return {
        path: barsPath(resolution, bars.time[end]),
        length: lengthOf(range.start, end),
        body: () => expectedAnswer(bars, range),
      }
    })
  }
}
