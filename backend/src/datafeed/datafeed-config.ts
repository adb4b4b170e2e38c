import type { DatafeedConfig } from '@trading-pro/contracts'
import { describeExchange, OFFERED_RESOLUTIONS, type Catalog } from '../instruments/instruments.service.ts'

/** What the datafeed can do: exchanges and types are those of the known symbols. */
export function describeDatafeed({ entries }: Catalog): DatafeedConfig {
  const exchanges = [...new Set(entries.map(({ instrument }) => instrument.exchange))].sort()
  const types = [...new Set(entries.map(({ instrument }) => instrument.type))].sort()
  return {
    supported_resolutions: OFFERED_RESOLUTIONS,
    supports_marks: false,
    supports_timescale_marks: false,
    supports_time: true,
    exchanges: [
      { value: '', name: 'All exchanges', desc: '' },
      ...exchanges.map((exchange) => ({ value: exchange, name: exchange, desc: describeExchange(exchange) })),
    ],
    symbols_types: [{ name: 'All types', value: '' }, ...types.map((type) => ({ name: type, value: type }))],
  }
}
