import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inRepository } from '../platform/paths.ts'
import { bars, readFigures, renderBenchmarks } from './benchmark-page.ts'

const output = `Servers run on core 0.
BENCH rest.bars_warm value=100 unit=answers/s baseline=125 ratio=0.8
BENCH other.figure value=1.5 unit=ms baseline=3 ratio=0.5
BENCH broken value=1
`

describe('the page of benchmarks', () => {
  it('reads the figures and nothing else of the output', () => {
    expect(readFigures(output)).toEqual([
      { name: 'rest.bars_warm', value: '100', unit: 'answers/s', baseline: '125', ratio: '0.8' },
      { name: 'other.figure', value: '1.5', unit: 'ms', baseline: '3', ratio: '0.5' },
    ])
  })

  it('has a row for each figure, with its bar where there is one', () => {
    const run = { processor: 'Some CPU', coreCount: 2, node: 'v26.0.0', date: '2026-01-02' }
    const page = renderBenchmarks(readFigures(output), run)
    expect(page).toContain('| `rest.bars_warm` | 100 | answers/s | 125 | 0.8 | ratio >= 0.70 |')
    expect(page).toContain('| `other.figure` | 1.5 | ms | 3 | 0.5 |  |')
    expect(page).toContain('2 cores of Some CPU')
    expect(page.startsWith('# Benchmarks\n')).toBe(true)
  })
  it('has no bar for a figure that no benchmark prints', () => {
    const files = readdirSync(inRepository('bench'), { recursive: true, encoding: 'utf8' })
    const sources = files.filter((file) => file.endsWith('.ts'))
    const text = sources.map((file) => readFileSync(inRepository('bench', file), 'utf8')).join('\n')
    expect([...bars.keys()].filter((name) => !text.includes(`'${name}'`))).toEqual([])
  })
})
