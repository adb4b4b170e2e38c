import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  createCalendar,
  intlTimeZone,
  readSampleBars,
  sampleInstruments,
  venueCalendar,
  type SampleInstrument,
} from '@trading-pro/market'
import type { Instrument, MarketStore, MarketWriter } from '../adapters/storage/market-store.ts'

/**
 * Stores the bundled samples of symbols that have no bars, so that the first start has something to show.
 * What the user
 * has imported is never touched.
 *
 * @returns the symbols that were stored now
 */
export async function importSamples(store: MarketStore, directory: string): Promise<readonly string[]> {
  const stored = new Set((await store.series()).map(({ symbol }) => symbol))
  const missing = sampleInstruments.filter(({ symbol }) => !stored.has(symbol))
  if (missing.length === 0) return []
  const files = new Map<string, string>()
  for (const { file } of missing) files.set(file, await readFile(join(directory, file), 'utf8'))
  await store.transact(async (writer) => {
    for (const sample of missing) await storeSample(writer, sample, files.get(sample.file) ?? '')
  })
  return missing.map(({ symbol }) => symbol)
}

async function storeSample(writer: MarketWriter, sample: SampleInstrument, text: string): Promise<void> {
  const hours = venueCalendar(sample.venue)
  const calendar = createCalendar(hours, intlTimeZone)
  if (calendar.kind !== 'calendar') throw new Error(`the hours of ${sample.venue} cannot be read`)
  await writer.putInstrument(instrumentOf(sample))
  const series = await writer.writeSeries({
    symbol: sample.symbol,
    resolution: sample.resolution,
    origin: 'sample',
  })
  await series.upsert(readSampleBars(text, sample, calendar))
  await series.finish(sample.plots)
}

function instrumentOf(sample: SampleInstrument): Instrument {
  const { symbol, exchange, name, description, type, currency, tickSize, volumePrecision, venue } = sample
  const { timezone, session, holidays, corrections } = venueCalendar(venue)
  return {
    ...{ symbol, exchange, name, description, type, currency, tickSize, volumePrecision },
    ...{ timezone, session, holidays, corrections },
    origin: 'sample',
  }
}
