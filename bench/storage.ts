/** Table layouts for a million minutes: a row per bar (the baseline), our blocks, blocks of raw columns. */
import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { decodeBlock, encodeBlock } from '../backend/src/adapters/storage/bar-block.ts'
import { createTemporaryDirectory } from './lib/data-directory.ts'
import { createMinuteBars, createRandom, type MinuteBars } from './lib/minute-bars.ts'
import { printFigure } from './lib/report.ts'

const barCount = 1_000_000
const blockSeconds = 86_400
const readCount = 2_000
const readBars = 300

/** One way to keep the bars of a series. */
interface Layout {
  readonly name: string
  readonly schema: string
  write(database: DatabaseSync, bars: MinuteBars): void
  /** Prepares a reader that answers how many bars it got from `from` to before `to` (Unix seconds). */
  reader(database: DatabaseSync): (from: number, to: number) => number
}

const rowPerBar: Layout = {
  name: 'rows',
  schema: `CREATE TABLE bars (series INTEGER, time INTEGER, open INTEGER, high INTEGER, low INTEGER,
    close INTEGER, volume INTEGER, PRIMARY KEY (series, time)) WITHOUT ROWID`,
  write(database, bars) {
    const insert = database.prepare('INSERT INTO bars VALUES (1, ?, ?, ?, ?, ?, ?)')
    for (let index = 0; index < bars.count; index += 1) {
      insert.run(...columnsOf(bars).map((column) => column[index] ?? 0))
    }
  },
  reader(database) {
    const select = database.prepare('SELECT * FROM bars WHERE series = 1 AND time >= ? AND time < ?')
    return (from, to) => select.all(from, to).length
  },
}

function blocks(name: string, codec: { encode: (bars: MinuteBars) => Uint8Array; decode: Decode }): Layout {
  return {
    name,
    schema: 'CREATE TABLE blocks (series INTEGER, start INTEGER, count INTEGER, payload BLOB)',
    write(database, bars) {
      database.exec('CREATE UNIQUE INDEX key ON blocks (series, start)')
      const insert = database.prepare('INSERT INTO blocks VALUES (1, ?, ?, ?)')
      for (let start = 0; start < bars.count;) {
        const day = startOfBlock(bars.time[start] ?? 0)
        let end = start
        while (end < bars.count && startOfBlock(bars.time[end] ?? 0) === day) end += 1
        insert.run(day, end - start, codec.encode(sliceOf(bars, start, end)))
        start = end
      }
    },
    reader(database) {
      const select = database.prepare(
        'SELECT count, payload FROM blocks WHERE series = 1 AND start >= ? AND start < ?',
      )
      return (from, to) => {
        let count = 0
        for (const row of select.iterate(startOfBlock(from), to)) {
          if (!(row.payload instanceof Uint8Array)) throw new Error('a block is bytes')
          for (const time of codec.decode(row.payload, Number(row.count))) {
            if (time >= from && time < to) count += 1
          }
        }
        return count
      }
    },
  }
}

type Decode = (bytes: Uint8Array, count: number) => Float64Array

function columnsOf({ time, open, high, low, close, volume }: MinuteBars): readonly Float64Array[] {
  return [time, open, high, low, close, volume]
}

function sliceOf(bars: MinuteBars, start: number, end: number): MinuteBars {
  const [time, open, high, low, close, volume] = columnsOf(bars).map((column) => column.subarray(start, end))
  const empty = new Float64Array()
  return {
    ...{ count: end - start, time: time ?? empty, open: open ?? empty, high: high ?? empty },
    ...{ low: low ?? empty, close: close ?? empty, volume: volume ?? empty },
  }
}

function startOfBlock(time: number): number {
  return Math.floor(time / blockSeconds) * blockSeconds
}

const layouts = [
  rowPerBar,
  blocks('blocks', { encode: encodeBlock, decode: (bytes, count) => decodeBlock(bytes, count).time }),
  blocks('raw_columns', {
    encode: (bars) => Buffer.concat(columnsOf(bars).map((column) => new Uint8Array(column.slice().buffer))),
    decode: (bytes, count) => new Float64Array(bytes.slice().buffer, 0, count),
  }),
]

interface Measured {
  readonly writtenPerSecond: number
  readonly readsPerSecond: number
  readonly wholeMs: number
  readonly bytesPerBar: number
}

function measure(layout: Layout, file: string, bars: MinuteBars): Measured {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  database.exec(layout.schema)
  const writeStart = performance.now()
  database.exec('BEGIN')
  layout.write(database, bars)
  database.exec('COMMIT')
  const writeMs = performance.now() - writeStart
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  const read = layout.reader(database)
  const random = createRandom(7)
  const readStart = performance.now()
  for (let turn = 0; turn < readCount; turn += 1) {
    const start = Math.floor(random() * (bars.count - readBars))
    const found = read(bars.time[start] ?? 0, bars.time[start + readBars] ?? 0)
    if (found !== readBars) throw new Error(`${layout.name} gives ${found} bars instead of ${readBars}`)
  }
  const readMs = performance.now() - readStart
  const wholeStart = performance.now()
  if (read(bars.time[0] ?? 0, Infinity) !== bars.count) throw new Error(`${layout.name} has lost bars`)
  const wholeMs = performance.now() - wholeStart
  database.close()
  return {
    writtenPerSecond: (bars.count / writeMs) * 1000,
    readsPerSecond: (readCount / readMs) * 1000,
    wholeMs,
    bytesPerBar: statSync(file).size / bars.count,
  }
}

await using temporary = createTemporaryDirectory()
const bars = createMinuteBars(barCount)
const [rows, ...others] = layouts.map((layout) => ({
  name: layout.name,
  ...measure(layout, temporary.path(`${layout.name}.sqlite`), bars),
}))
for (const other of others) {
  const figure = (name: string, unit: string, field: Exclude<keyof Measured, 'name'>) => {
    printFigure({
      name: `storage.${other.name}.${name}`,
      unit,
      value: other[field],
      baseline: rows?.[field] ?? NaN,
    })
  }
  figure('write', 'rows/s', 'writtenPerSecond')
  figure('read', 'reads/s', 'readsPerSecond')
  figure('whole', 'ms', 'wholeMs')
  figure('size', 'bytes/bar', 'bytesPerBar')
}
