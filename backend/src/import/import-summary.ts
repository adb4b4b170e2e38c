import { formatResolution, type Resolution } from '@trading-pro/market'
import { visibleText } from '../platform/visible-text.ts'
import { badRowsText } from './bad-rows.ts'
import { POWERS_OF_TEN } from './decimals.ts'
import type { FileSummary } from './file-import.ts'
import { decimalOfSteps, decimalText } from './instrument-plan.ts'

/** What was imported, as it is told to the user. */
export function summaryText(files: readonly FileSummary[], resolution: Resolution): string {
  const last = files.at(-1)
  if (last === undefined) return ''
  const { instrument, outsideSession } = last
  const lines = files.flatMap(fileLines)
  const notes = new Set(files.flatMap((file) => file.notes))
  lines.push(
    `${instrument.symbol} ${formatResolution(resolution)}: tick ${decimalText(instrument.tickSize)}, ` +
      `session ${instrument.session} ${instrument.timezone}`,
  )
  for (const note of notes) lines.push(`  note: ${note}`)
  if (outsideSession > 0) {
    lines.push(
      `  note: ${outsideSession} bars lie outside the session ${instrument.session}; ` +
        `they are shown only at the file's own resolution ${formatResolution(resolution)}`,
    )
  }
  return lines.map((line) => `${visibleText(line)}\n`).join('')
}

function fileLines(file: FileSummary): string[] {
  const { counts, badRows, instrument } = file
  const stored = `${counts.inserted} bars inserted, ${counts.updated} updated, ${counts.unchanged} unchanged`
  const lines = [`${file.path}: ${stored}`, ...badRowsText(badRows)]
  if (file.repeatedCount > 0) lines.push(`  repeated rows left out: ${file.repeatedCount}`)
  const { priceRounding, volumeRounding } = file
  if (priceRounding.count > 0) {
    const difference = decimalOfSteps(priceRounding.differenceMax, instrument.tickSize)
    const tick = decimalText(instrument.tickSize)
    lines.push(`  prices off the tick ${tick}: ${priceRounding.count} rounded, by up to ${difference}`)
  }
  if (volumeRounding.count > 0) {
    const unit = { priceScale: POWERS_OF_TEN[instrument.volumePrecision] ?? Number.NaN, minimumMovement: 1 }
    const difference = decimalOfSteps(volumeRounding.differenceMax, unit)
    lines.push(
      `  volumes finer than ${decimalText(unit)}: ${volumeRounding.count} rounded, by up to ${difference}`,
    )
  }
  return lines
}
