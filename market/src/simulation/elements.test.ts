import { expect, it } from 'vitest'
import { byteAt, placeAt, realAt, wordAt } from './elements.ts'

it('there is nothing to be calculated with past the end of a column', () => {
  expect([realAt(Float64Array.of(0.5), 0), realAt(Float64Array.of(0.5), 1)]).toEqual([0.5, Number.NaN])
  expect([wordAt(Int32Array.of(-3), 0), wordAt(Int32Array.of(-3), 1)]).toEqual([-3, Number.NaN])
  expect([placeAt(Uint16Array.of(3), 0), placeAt(Uint16Array.of(3), 1)]).toEqual([3, Number.NaN])
  expect([byteAt(Uint8Array.of(3), 0), byteAt(Uint8Array.of(3), 1)]).toEqual([3, Number.NaN])
})
