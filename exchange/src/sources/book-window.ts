import { CHECKSUM_LEVELS_MAX } from '../limits.ts'
import { crc32 } from './crc32.ts'

/** The best levels of a side, best first: price in ticks, quantity in lots. */
export type Levels = readonly (readonly [price: number, quantity: number])[]

/** The best levels of both sides. */
export interface BookWindow {
  readonly bids: Levels
  readonly asks: Levels
}

/**
 * What makes one side of a window into the next: levels that are new or have another quantity, and with
 * quantity 0 those that are gone; best first.
 *
 * @param isBetter - whether the first price comes before the other on this side
 */
export function changedLevels(
  before: Levels,
  after: Levels,
  isBetter: (price: number, than: number) => boolean,
): Levels {
  const changes: [number, number][] = []
  let index = 0
  for (const [price, quantity] of after) {
    let old = before[index]
    while (old !== undefined && isBetter(old[0], price)) {
      changes.push([old[0], 0])
      index += 1
      old = before[index]
    }
    if (old?.[0] === price) index += 1
    if (old?.[0] !== price || old[1] !== quantity) changes.push([price, quantity])
  }
  for (const [price] of before.slice(index)) changes.push([price, 0])
  return changes
}

/** The `crc` of the stream: over `ticks:lots` of the best levels, asks first. */
export function checksumOf({ bids, asks }: BookWindow): number {
  return crc32(`${checkedText(asks)}|${checkedText(bids)}`)
}

function checkedText(levels: Levels): string {
  return levels
    .slice(0, CHECKSUM_LEVELS_MAX)
    .map(([price, quantity]) => `${price}:${quantity}`)
    .join(',')
}
