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
import { UserError } from '../platform/user-error.ts'
import { systemReason } from '../platform/system-error.ts'

/**
 * Stores the bundled samples of symbols that have no bars, so that the first start has something to show.
 * What the user has imported is never touched.
 *
 * @returns the symbols that were stored now
 */
export async function importSamples(store: MarketStore, directory: string): Promise<readonly string[]> {
  const stored = new Set((await store.series()).map(({ symbol }) => symbol))
  const missing = sampleInstruments.filter(({ symbol }) => !stored.has(symbol))
  if (missing.length === 0) return []
  const files = new Map<string, string>()
  for (const { file } of missing) files.set(file, await readSample(join(directory, file)))
  return store.transact(async (writer) => {
    const added: string[] = []
    for (const sample of missing) {
      // The transaction may have waited for an import that brought bars of the symbol.
      if ((await writer.seriesOf(sample.symbol)).length > 0) continue
      await storeSample(writer, sample, files.get(sample.file) ?? '')
      added.push(sample.symbol)
    }
    return added
  })
}

async function readSample(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const reason = systemReason(error)
    if (reason === null) throw error
    throw new UserError(`The bundled samples cannot be read from ${path}: ${reason}.`)
  }
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
