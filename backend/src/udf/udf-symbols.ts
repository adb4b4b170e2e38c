import type { SymbolDetails, UdfSymbol, UdfSymbolTable } from '@trading-pro/contracts'

/** Versions of the adapter read different spellings, so all of them are sent. */
export function udfSymbol(details: SymbolDetails): UdfSymbol {
  return {
    ...details,
    minmovement: details.minmov,
    'exchange-listed': details.listed_exchange,
    'exchange-traded': details.exchange,
    exchange_listed_name: details.listed_exchange,
  }
}

/** Symbols as a table: a column for each property. */
export function udfSymbolTable(symbols: readonly SymbolDetails[]): UdfSymbolTable {
  return {
    symbol: symbols.map(({ name }) => name),
    description: symbols.map(({ description }) => description),
    'exchange-listed': symbols.map(({ listed_exchange: exchange }) => exchange),
    'exchange-traded': symbols.map(({ exchange }) => exchange),
    exchange_listed_name: symbols.map(({ listed_exchange: exchange }) => exchange),
    minmovement: symbols.map(({ minmov }) => minmov),
    pricescale: symbols.map(({ pricescale }) => pricescale),
    'has-intraday': symbols.map(({ has_intraday: hasIntraday }) => hasIntraday),
    'has-daily': symbols.map(({ has_daily: hasDaily }) => hasDaily),
    'has-weekly-and-monthly': symbols.map(({ has_weekly_and_monthly: hasBoth }) => hasBoth),
    'intraday-multipliers': symbols.map(({ intraday_multipliers: multipliers }) => multipliers),
    'visible-plots-set': symbols.map(({ visible_plots_set: plots }) => plots),
    type: symbols.map(({ type }) => type),
    ticker: symbols.map(({ ticker }) => ticker),
    timezone: symbols.map(({ timezone }) => timezone),
    'session-regular': symbols.map(({ session }) => session),
    'session-holidays': symbols.map(({ session_holidays: holidays }) => holidays),
    corrections: symbols.map(({ corrections }) => corrections),
    'supported-resolutions': symbols.map(({ supported_resolutions: resolutions }) => resolutions),
    volume_precision: symbols.map(({ volume_precision: precision }) => precision),
    'currency-code': symbols.map(({ currency_code: currency }) => currency ?? ''),
  }
}
