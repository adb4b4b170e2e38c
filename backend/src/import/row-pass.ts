import type { BadRowList } from './bad-rows.ts'
import { BarRowReader, type BarRow } from './bar-row-reader.ts'
import type { BarClock } from './bar-times.ts'
import { LineSplitter } from './byte-rows.ts'
import { readChunks, type SourceFile } from './byte-source.ts'
import type { Layout } from './layout.ts'
import type { OnProgress } from './progress.ts'

/** One reading of a file from its first row to its last. */
export interface RowPass {
  readonly source: SourceFile
  readonly layout: Layout
  readonly clock: BarClock
  readonly badRows: BadRowList
  readonly onProgress: OnProgress
  /** Gets each bar; answers why it is refused all the same, null when it is taken. */
  readonly onBar: (row: BarRow, lineNumber: number) => string | null
  /** Runs after each piece of the file; the next one waits for it. */
  readonly afterChunk: () => Promise<void>
}

/** Reads all rows; memory does not grow with their number. Answers how many bars were taken. */
export async function readRows(pass: RowPass): Promise<{ barCount: number; reader: BarRowReader }> {
  const { layout, badRows, onBar } = pass
  const reader = new BarRowReader(layout, pass.clock)
  let isHeader = layout.hasHeader
  let barCount = 0
  const splitter = new LineSplitter(layout.lineBreak, (fields) => {
    if (isHeader) {
      isHeader = false
      return
    }
    const reason = reader.read(fields) ?? onBar(reader.row, fields.lineNumber)
    if (reason === null) barCount += 1
    else badRows.add(fields.lineNumber, reason)
  })
  let bytesRead = 0
  const chunks = readChunks(pass.source, (count) => (bytesRead = count))
  for await (const chunk of chunks) {
    try {
      splitter.push(chunk)
    } catch (error) {
      // Damaged compressed data may look so; the decompression says it at the end at the latest.
      if (pass.source.isCompressed) await drain(chunks)
      throw error
    }
    await pass.afterChunk()
    pass.onProgress({ bytesRead, rows: barCount + badRows.count })
  }
  splitter.end()
  await pass.afterChunk()
  return { barCount, reader }
}

async function drain(chunks: AsyncGenerator<Buffer>): Promise<void> {
  while ((await chunks.next()).done !== true);
}
