/** The answers of the datafeed that UDF shares. */
export { describeDatafeed } from './datafeed-config.ts'
export { searchRows } from './search-rows.ts'
export { describeSymbol } from './symbol-details.ts'
