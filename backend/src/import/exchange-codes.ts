/**
 * Codes that listings give to exchanges (Yahoo's, and those of ISO 10383), and our names of these exchanges.
 */
const EXCHANGES: ReadonlyMap<string, string> = new Map([
  ['NMS', 'NASDAQ'],
  ['NGM', 'NASDAQ'],
  ['NCM', 'NASDAQ'],
  ['XNAS', 'NASDAQ'],
  ['NYQ', 'NYSE'],
  ['XNYS', 'NYSE'],
  ['ASE', 'AMEX'],
  ['XASE', 'AMEX'],
  ['PCX', 'ARCA'],
  ['ARCX', 'ARCA'],
  ['BTS', 'BATS'],
  ['BATS', 'BATS'],
  ['LSE', 'LSE'],
  ['XLON', 'LSE'],
  ['JPX', 'TSE'],
  ['XTKS', 'TSE'],
  ['CCC', 'CRYPTO'],
  ['CCY', 'FX'],
])

/** Our name of an exchange by a listing's code; `null` for a code that is unknown. */
export function exchangeOfCode(code: string): string | null {
  return EXCHANGES.get(code.toUpperCase()) ?? null
}
