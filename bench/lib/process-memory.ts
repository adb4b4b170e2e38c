import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

const POLL_MS = 10

/** Memory that a process holds now, in MB; `null` when it has ended. */
export function residentMegabytes(pid: number): number | null {
  return readMegabytes(pid, 'VmRSS')
}

/** Watches a process until it has ended; the most memory that it held, in MB. */
export async function watchPeakMegabytes(pid: number): Promise<number> {
  let peak = 0
  for (;;) {
    const seen = readMegabytes(pid, 'VmHWM')
    if (seen === null) return peak
    peak = Math.max(peak, seen)
    await delay(POLL_MS)
  }
}

function readMegabytes(pid: number, field: 'VmRSS' | 'VmHWM'): number | null {
  const kilobytes = process.platform === 'linux' ? readProc(pid, field) : readPs(pid)
  return kilobytes === null ? null : kilobytes / 1000
}

/** The kernel's kB are 1,024 bytes. */
function readProc(pid: number, field: string): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const found = new RegExp(`^${field}:\\s*(\\d+) kB`, 'm').exec(status)?.[1]
    return found === undefined ? null : Number(found) * 1.024
  } catch {
    return null
  }
}

function readPs(pid: number): number | null {
  try {
    const kilobytes = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }))
    return kilobytes > 0 ? kilobytes * 1.024 : null
  } catch {
    return null
  }
}
