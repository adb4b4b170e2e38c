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
export { exchangeDefaults, type ExchangeDefaults } from './exchanges.ts'
export { formatSymbol, parseSymbol, type SymbolParts } from './symbol.ts'
