/** The wait before the next attempt: the first one, doubled with each further failure up to the last one. */
export function doubledDelayMs(
  failures: number,
  { firstMs, lastMs }: { readonly firstMs: number; readonly lastMs: number },
): number {
  return Math.min(firstMs * 2 ** Math.max(0, failures - 1), lastMs)
}
