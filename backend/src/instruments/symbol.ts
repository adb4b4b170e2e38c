/** A symbol in its parts; `EXCHANGE:NAME` as a whole is what instruments are known by. */
export interface SymbolParts {
  readonly exchange: string
  readonly name: string
}

const EXCHANGE = /^[A-Za-z0-9_]{1,20}$/
/**
 * Letters, digits and what listings use inside a name: classes (`BRK.B`, `BRK/A`, `BF-B`), preferred shares
 * (`AAIC^B`), currency pairs (`EURUSD=X`), continuous futures (`ES1!`), `&` and `_` of Indian shares. With
 * the exchange it is no longer than `SYMBOL_LENGTH_MAX` of the contract.
 */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._=^/&!-]{0,39}$/
/** Parts of a path that lead elsewhere: clients and proxies resolve them in addresses with the symbol. */
const DOT_SEGMENT = /(^|\/)\.{1,2}(\/|$)/
const SPACES_AROUND = /^ +| +$/g

/** Takes a symbol apart, in any case; `null` when the text is no symbol. */
export function parseSymbol(text: string): SymbolParts | null {
  const [exchange = '', name = '', ...rest] = text.replaceAll(SPACES_AROUND, '').split(':')
  const isSymbol = rest.length === 0 && EXCHANGE.test(exchange) && NAME.test(name) && !DOT_SEGMENT.test(name)
  // Upper case only now: of other letters it may be ASCII, as SS of the German sharp s.
  return isSymbol ? { exchange: exchange.toUpperCase(), name: name.toUpperCase() } : null
}

/** The inverse of `parseSymbol`: `EXCHANGE:NAME`. */
export function formatSymbol({ exchange, name }: SymbolParts): string {
  return `${exchange}:${name}`
}
