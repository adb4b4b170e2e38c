/** What other capabilities may ask about instruments. */
export {
  barCountOf,
  OFFERED_RESOLUTIONS,
  openCatalog,
  type Catalog,
  type CatalogEntry,
  type CatalogReader,
  type SeriesEntry,
} from './catalog.ts'
export {
  describeExchange,
  exchangeDefaults,
  isSimulatedExchange,
  type ExchangeDefaults,
} from './exchanges.ts'
export { simulatedEntries } from './simulated-entries.ts'
export { formatSymbol, parseSymbol, type SymbolParts } from './symbol.ts'
