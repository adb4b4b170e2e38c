import { readFileSync } from 'node:fs'
import { inRepository } from '../platform/paths.ts'

const documents = [
  '/livez',
  '/readyz',
  '/metrics',
  '/api/v1/health',
  '/api/v1/version',
  '/api/v1/versions',
  '/api/v1/openapi.json',
  '/api/v1/docs',
  '/api/v1/datafeed/config',
  '/api/v1/datafeed/search?user_input=spx',
  '/api/v1/datafeed/resolve/INDEX:SPX',
  '/api/v1/datafeed/health',
  '/api/v1/udf/config',
  '/api/v1/udf/time',
]

interface Bar {
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

async function get(url: string): Promise<Response> {
  const answer = await fetch(url)
  if (answer.status !== 200) throw new Error(`GET ${url} answers ${answer.status}`)
  return answer
}

/** The rows of March 2020 in the sample file, with prices to the tick of 0.01, in cents. */
function readSampleRows(): number[][] {
  const [, ...rows] = readFileSync(inRepository('samples', 'sp500-2000.csv'), 'utf8').trim().split('\n')
  return rows
    .filter((row) => row.startsWith('2020-03-'))
    .map((row) => {
      const [date = '', open, high, low, close, , volume] = row.split(',')
      const prices = [open, high, low, close].map((price) => Math.round(Number(price) * 100))
      return [Date.parse(`${date}T00:00:00Z`), ...prices, Number(volume)]
    })
}

async function compareBars(url: string): Promise<number> {
  const from = String(Date.UTC(2020, 2, 1) / 1000)
  const to = String(Date.UTC(2020, 3, 1) / 1000)
  const query = `symbol=INDEX:SPX&resolution=1D&from_time=${from}&to_time=${to}`
  const answer = await get(`${url}/api/v1/datafeed/bars?${query}`)
  const { bars } = (await answer.json()) as { bars: readonly Bar[] }
  const served = bars.map(({ time, open, high, low, close, volume }) => {
    return [time, ...[open, high, low, close].map((price) => Math.round(price * 100)), volume]
  })
  const expected = readSampleRows()
  if (JSON.stringify(served) !== JSON.stringify(expected)) {
    throw new Error(`the bars of March 2020 differ from the file:\n${JSON.stringify({ served, expected })}`)
  }
  return served.length
}

/**
 * Calls the endpoints of a running product. Gives what was seen, in a line; throws at the first that is
 * wrong.
 */
export async function callEndpoints(url: string): Promise<string> {
  for (const path of documents) await get(url + path)
  const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text()
  if (!page.includes('<div id="app"')) throw new Error('the web app is not served at /')
  const bars = await compareBars(url)
  return `${documents.length} calls answered, ${bars} bars of the S&P 500 equal their file`
}
