/** A symbol in its parts; `EXCHANGE:NAME` as a whole is what instruments are known by. */
export interface SymbolParts {
  readonly exchange: string
  readonly name: string
}

const EXCHANGE = /^[A-Z0-9_]{1,20}$/
/**
 * Letters, digits and what listings use inside a name: classes (`BRK.B`, `BRK/A`, `BF-B`), preferred shares
 * (`AAIC^B`), currency pairs (`EURUSD=X`), continuous futures (`ES1!`), `&` and `_` of Indian shares.
 */
const NAME = /^[A-Z0-9][A-Z0-9._=^/&!-]{0,39}$/

/** Takes a symbol apart, in any case; `null` when the text is no symbol. */
export function parseSymbol(text: string): SymbolParts | null {
  const [exchange = '', name = '', ...rest] = text.trim().toUpperCase().split(':')
  return rest.length === 0 && EXCHANGE.test(exchange) && NAME.test(name) ? { exchange, name } : null
}

export function formatSymbol({ exchange, name }: SymbolParts): string {
  return `${exchange}:${name}`
}
