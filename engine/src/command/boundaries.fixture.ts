import fc from 'fast-check'
import type { Boundary } from '../instrument/instrument.ts'
import { arbitraryOf } from '../schema/arbitrary.fixture.ts'
import { boundary } from '../schema/instrument-fields.ts'

/** Boundaries with strictly rising times. */
export const arbitraryOfBoundaries: fc.Arbitrary<readonly Boundary[]> = fc
  .uniqueArray(arbitraryOf(boundary), { selector: ({ at }) => at, maxLength: 6 })
  .map((list) => list.toSorted((left, right) => left.at - right.at))
