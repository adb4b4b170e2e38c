/** Makes a forgotten case of a union fail to compile, and stops if one arrives all the same. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`)
}
