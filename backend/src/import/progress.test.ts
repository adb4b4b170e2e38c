import { describe, expect, it } from 'vitest'
import { ProgressDisplay } from './progress.ts'

function display(isTTY: boolean) {
  const texts: string[] = []
  const clock = { ms: 1_000 }
  const output = { isTTY, write: (text: string) => texts.push(text) }
  const progress = new ProgressDisplay({ output, bytesTotal: 2_000, now: () => clock.ms })
  return { texts, clock, progress }
}

describe('progress', () => {
  it('is a bar with share, rate and time left on a terminal, redrawn in place', () => {
    const { texts, clock, progress } = display(true)
    clock.ms += 10_000
    progress.report({ bytesRead: 500, rows: 1_000_000 })
    expect(texts).toEqual(['\r\u001b[2K[######------------------]  25 %  100,000 rows/s  0:30 left'])
  })

  it('counts on over the passes of all files', () => {
    const { texts, clock, progress } = display(true)
    progress.report({ bytesRead: 1_000, rows: 10 })
    progress.endPass()
    clock.ms += 1_000
    progress.report({ bytesRead: 600, rows: 10 })
    expect(texts.at(-1)).toContain('80 %  20 rows/s  0:01 left')
  })

  it('is not drawn more than ten times a second', () => {
    const { texts, clock, progress } = display(true)
    for (let step = 0; step < 1_000; step += 1) {
      clock.ms += 1
      progress.report({ bytesRead: step, rows: step })
    }
    expect(texts).toHaveLength(10)
  })

  it('is a plain line every five seconds where nobody watches, and nothing for a short import', () => {
    const { texts, clock, progress } = display(false)
    clock.ms += 4_999
    progress.report({ bytesRead: 100, rows: 1 })
    progress.close()
    expect(texts).toEqual([])
    clock.ms += 65_001
    progress.report({ bytesRead: 500, rows: 70 })
    progress.close()
    expect(texts).toEqual(['[######------------------]  25 %  1 rows/s  3:30 left\n'])
  })

  it('leaves the line of the terminal empty', () => {
    const { texts, clock, progress } = display(true)
    clock.ms += 1_000
    progress.report({ bytesRead: 500, rows: 70 })
    progress.close()
    progress.close()
    expect(texts.slice(1)).toEqual(['\r\u001b[2K'])
  })
})
