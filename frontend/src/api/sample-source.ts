import type { Bar, BarsAnswer, SearchRow } from '@trading-pro/contracts'
import {
  canResample,
  createCalendar,
  indexAtOrAfter,
  intlTimeZone,
  parseResolution,
  readSampleBars,
  resampleBars,
  sampleInstruments,
  venueCalendar,
  type Bars,
  type Calendar,
  type SampleInstrument,
} from '@trading-pro/market'
import type { BarsRequest, MarketSource } from './market-source.ts'
import { describeSample, quoteSample } from './sample-details.ts'
import { SampleRefusal } from './sample-refusal.ts'

/** The texts of the bundled files, by name. */
export type SampleFiles = Readonly<Record<SampleInstrument['file'], string>>

interface Sample {
  readonly instrument: SampleInstrument
  readonly hours: ReturnType<typeof venueCalendar>
  readonly calendar: Calendar
  readonly bars: Bars
}

const MILLISECONDS = 1_000

/** Market data out of the bundled files: the same answers as the API gives for them, without the API. */
export function createSampleSource(files: SampleFiles): MarketSource {
  const samples = sampleInstruments.map((instrument) => readSample(instrument, files))
  const barsOf = resampledOnce()
  const find = (symbol: string) => {
    const wanted = symbol.toUpperCase()
    return samples.find(({ instrument }) => instrument.symbol === wanted || instrument.name === wanted)
  }
  const findOrRefuse = (symbol: string): Sample => {
    const sample = find(symbol)
    if (sample === undefined) throw new SampleRefusal(`${symbol} is not among the bundled samples.`)
    return sample
  }

  return {
    kind: 'samples',
    searchSymbols: (text) =>
      answer(() => searchSamples(text).map((row) => ({ ...row, dataState: 'loaded' }))),
    dataStates: (symbols) =>
      answer(() => symbols.map((symbol) => (find(symbol) === undefined ? 'none' : 'loaded'))),
    resolveSymbol: (symbol) =>
      answer(() => {
        const sample = findOrRefuse(symbol)
        return describeSample(sample.instrument, sample)
      }),
    getBars: (request) =>
      answer(() => {
        const sample = findOrRefuse(request.symbol)
        return pageOf(barsOf(sample, request.resolution), {
          ...request,
          scale: sample.instrument.tickSize.priceScale,
        })
      }),
    getQuotes: (symbols) =>
      answer(() =>
        symbols.map((symbol) => {
          const sample = find(symbol)
          if (sample !== undefined) return quoteSample(symbol, sample.instrument, sample.bars)
          return { s: 'error', n: symbol, v: {}, errmsg: 'not among the samples' }
        }),
      ),
  }
}

/** Refusals become rejections, as those of the API are. */
async function answer<Value>(compute: () => Value): Promise<Value> {
  return Promise.resolve().then(compute)
}

function readSample(instrument: SampleInstrument, files: SampleFiles): Sample {
  const hours = venueCalendar(instrument.venue)
  const calendar = createCalendar(hours, intlTimeZone)
  if (calendar.kind === 'refused') throw new Error(`The hours of ${instrument.symbol}: ${calendar.reason}`)
  return { instrument, hours, calendar, bars: readSampleBars(files[instrument.file], instrument, calendar) }
}

/** Coarser bars are made once per symbol and resolution. */
function resampledOnce() {
  const made = new Map<string, Bars>()
  return ({ instrument, calendar, bars }: Sample, resolution: string): Bars => {
    const key = `${instrument.symbol} ${resolution}`
    const known = made.get(key)
    if (known !== undefined) return known
    const [from, to] = [parseResolution(instrument.resolution), parseResolution(resolution)]
    if (from === null || to === null || !canResample({ from, to })) {
      throw new SampleRefusal(
        `${instrument.symbol} has no bars of the resolution ${resolution} among the samples.`,
      )
    }
    const { bars: coarser } = resampleBars(bars, { from, to, calendar })
    made.set(key, coarser)
    return coarser
  }
}

function searchSamples(text: string): readonly SearchRow[] {
  const wanted = text.trim().toLowerCase()
  return sampleInstruments
    .filter(({ symbol, description }) => `${symbol} ${description}`.toLowerCase().includes(wanted))
    .map(({ name, symbol, description, exchange, type }) => {
      return { symbol: name, full_name: symbol, ticker: symbol, description, exchange, type }
    })
}

function pageOf(
  bars: Bars,
  { toTime, countBack, scale }: BarsRequest & { readonly scale: number },
): BarsAnswer {
  const end = toTime === undefined ? bars.time.length : indexAtOrAfter(bars, toTime)
  const start = Math.max(0, end - countBack)
  const price = (column: Float64Array, index: number) => (column[index] ?? Number.NaN) / scale
  const page: Bar[] = []
  for (let index = start; index < end; index += 1) {
    page.push({
      time: (bars.time[index] ?? Number.NaN) * MILLISECONDS,
      open: price(bars.open, index),
      high: price(bars.high, index),
      low: price(bars.low, index),
      close: price(bars.close, index),
      volume: bars.volume[index] ?? 0,
    })
  }
  return { bars: page, no_data: page.length === 0 }
}
