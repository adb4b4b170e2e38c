/**
 * Elements of columns that are known to be there. One function for each kind of column, so that compiled code
 * meets one kind only; past the end of one there is nothing to be calculated with. The innermost loops read
 * for themselves: there a call for each element costs too much while coverage is measured.
 */

/** @returns NaN past the end */
export function realAt(values: Float64Array, index: number): number {
  return values[index] ?? Number.NaN
}

/** @returns NaN past the end */
export function wordAt(values: Int32Array, index: number): number {
  return values[index] ?? Number.NaN
}

/** @returns NaN past the end */
export function placeAt(values: Uint16Array, index: number): number {
  return values[index] ?? Number.NaN
}

/** @returns NaN past the end */
export function byteAt(values: Uint8Array, index: number): number {
  return values[index] ?? Number.NaN
}
