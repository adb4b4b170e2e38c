import { describe, expect, it } from 'vitest'
import { runChecks } from './check.ts'

const passing = (name: string) => ({ name, run: () => Promise.resolve({ code: 0, output: 'fine' }) })

describe('runChecks', () => {
  it('runs every check after one failed, and shows the output of that one only', async () => {
    const printed: string[] = []
    const failing = { name: 'lint', run: () => Promise.resolve({ code: 1, output: 'a.ts:1 wrong\n' }) }
    const results = await runChecks([passing('types'), failing, passing('tidy')], {
      lanes: 1,
      print: (text) => printed.push(text),
    })
    expect(results.map(({ name, isOk }) => [name, isOk])).toEqual([
      ['types', true],
      ['lint', false],
      ['tidy', true],
    ])
    expect(printed[1]).toMatch(/^FAILED lint/)
    expect(printed[2]).toBe('       a.ts:1 wrong')
    expect(printed.join('\n')).not.toContain('fine')
  })

  it('takes a check that throws as failed', async () => {
    const broken = { name: 'types', run: () => Promise.reject(new Error('no such program')) }
    const [result] = await runChecks([broken], { lanes: 2, print: () => undefined })
    expect(result).toEqual({ name: 'types', isOk: false, output: 'Error: no such program' })
  })

  it('runs no more at a time than there are lanes', async () => {
    let running = 0
    let most = 0
    const slow = {
      name: 'slow',
      run: async () => {
        running += 1
        most = Math.max(most, running)
        await Promise.resolve()
        running -= 1
        return { code: 0, output: '' }
      },
    }
    await runChecks([slow, slow, slow, slow], { lanes: 2, print: () => undefined })
    expect(most).toBe(2)
  })
})
