import { readFileSync } from 'node:fs'

/** One day of the bundled S&P 500, as the file has it. */
export interface SampleDay {
  readonly date: string
  /** Opening instant in the API's unit, Unix ms. */
  readonly time: number
  /** Rounded to the cent by hand: the file has six decimals. */
  readonly prices: readonly string[]
  readonly volume: number
}

/** Reads the file that the product bundles, without any of the product's code. */
export function readSampleDays(): readonly SampleDay[] {
  const text = readFileSync(new URL('../../samples/sp500-2000.csv', import.meta.url), 'utf8')
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => {
      const [date = '', open = '', high = '', low = '', close = '', , volume = ''] = row.split(',')
      return {
        date,
        time: Date.parse(`${date}T00:00:00Z`),
        prices: [open, high, low, close].map(roundToCent),
        volume: Number(volume),
      }
    })
}

function roundToCent(text: string): string {
  const [whole = '', fraction = ''] = text.split('.')
  const cents = BigInt(whole + fraction.slice(0, 2)) + (fraction.charAt(2) >= '5' ? 1n : 0n)
  const digits = cents.toString()
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}
