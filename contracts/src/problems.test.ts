import { describe, expect, it } from 'vitest'
import { problemCodes, problems } from './problems.ts'

describe.each(problemCodes)('the problem %s', (code) => {
  const { status, title, description } = problems[code]

  it('has a code of small letters, and the status of a refusal or a failure', () => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(600)
  })

  it('says what happened in a title, and when in sentences', () => {
    expect(title).toMatch(/^[A-Z].*[^.]$/)
    expect(description).toMatch(/^\S.*\.$/)
  })
})

describe('the problems', () => {
  it('have different titles, so that no two codes mean the same', () => {
    const titles = problemCodes.map((code) => problems[code].title)
    expect(new Set(titles).size).toBe(titles.length)
  })
})
