/** The baseline of an import: decompress, split, read the numbers, and keep none of them. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

const lines = createInterface({ input: createReadStream(process.argv[2] ?? '').pipe(createGunzip()) })
let rows = 0
let sum = 0
for await (const line of lines) {
  const numbers = line.split(',').map(Number)
  if (Number.isNaN(numbers[0])) continue
  rows += 1
  for (const number of numbers) sum += number
}
console.log(`${rows} rows, all numbers add up to ${sum}`)
