import { decimalFromTicks, decimalsOf, ticks, type TickSize } from '@trading-pro/engine/numbers'
import { isIntraday, offsetAt, type Bars, type Resolution, type TimeZone } from '@trading-pro/market'
import type { Instrument, Plots } from '../adapters/storage/market-store.ts'

export interface LineOptions {
  readonly instrument: Instrument
  readonly resolution: Resolution
  readonly plots: Plots
  /** The zone in which times are written; they name their offset. */
  readonly zone: TimeZone
}

/** Writes bars as lines of CSV that an import takes back without a change. */
export interface BarLines {
  readonly header: string
  write(bars: Bars): string
}

export function createBarLines({ instrument, resolution, plots, zone }: LineOptions): BarLines {
  const price = decimalWriter(instrument.tickSize)
  const volume = decimalWriter({ priceScale: 10 ** instrument.volumePrecision, minimumMovement: 1 })
  const time = isIntraday(resolution) ? (seconds: number) => formatTime(seconds, zone) : formatDate
  const isCloseOnly = plots === 'c'
  return {
    header: isCloseOnly ? 'time,close\n' : 'time,open,high,low,close,volume\n',
    write(bars) {
      let lines = ''
      for (let index = 0; index < bars.time.length; index += 1) {
        const at = (column: Float64Array): number => column[index] ?? Number.NaN
        lines += time(at(bars.time))
        if (!isCloseOnly) lines += `,${price(at(bars.open))},${price(at(bars.high))},${price(at(bars.low))}`
        lines += `,${price(at(bars.close))}`
        lines += isCloseOnly ? '\n' : `,${volume(at(bars.volume))}\n`
      }
      return lines
    },
  }
}

/** `decimalFromTicks`, without big integers where the tick is a power of ten. */
function decimalWriter(step: TickSize): (steps: number) => string {
  const decimals = decimalsOf(step)
  if (step.minimumMovement !== 1 || step.priceScale !== 10 ** decimals) {
    return (steps) => decimalFromTicks(ticks(steps), step)
  }
  if (decimals === 0) return String
  return (steps) => {
    const digits = String(Math.abs(steps)).padStart(decimals + 1, '0')
    const point = digits.length - decimals
    return `${steps < 0 ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`
  }
}

function formatDate(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().slice(0, 10)
}

function formatTime(seconds: number, zone: TimeZone): string {
  const offset = offsetAt(zone, seconds)
  const local = new Date((seconds + offset) * 1_000).toISOString().slice(0, 19)
  if (offset === 0) return `${local}Z`
  const minutes = Math.abs(offset) / 60
  const clock = [Math.floor(minutes / 60), minutes % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
  return `${local}${offset < 0 ? '-' : '+'}${clock}`
}
