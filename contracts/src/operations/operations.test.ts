import { describe, expect, it } from 'vitest'
import { problemCodes, problems } from '../problems.ts'
import { operations } from './index.ts'
import { tags, type Operation } from './operation.ts'

const entries = Object.entries<Operation>(operations)
const all = entries.map(([, operation]) => operation)
const outsideVersions = ['/', '/livez', '/readyz', '/metrics']

describe('the operations', () => {
  it('stand under their id', () => {
    expect(entries.filter(([key, { id }]) => key !== id)).toEqual([])
  })

  it('have one method and path each', () => {
    const places = all.map(({ method, path }) => `${method} ${path}`)
    expect(new Set(places).size).toBe(places.length)
  })

  it('use every subject', () => {
    expect(new Set(all.map(({ tag }) => tag))).toEqual(new Set(Object.keys(tags)))
  })

  it('give every problem code somewhere', () => {
    const used = new Set(
      all.flatMap(({ answers }) => Object.values(answers).flatMap(({ codes }) => codes ?? [])),
    )
    // The files of the web app are outside the contract, their refusals are not.
    const ofFiles = ['precondition_failed', 'range_not_satisfiable'] as const
    // So is the handshake of the stream.
    const ofStream = ['upgrade_required', 'too_many_connections', 'stream_full'] as const
    expect([...used, ...ofFiles, ...ofStream].sort()).toEqual([...problemCodes].sort())
  })
})

describe.each(entries)('%s', (_id, operation) => {
  const answers = Object.entries(operation.answers)

  it('is below the path of its version, or one of the few outside', () => {
    const isBelowVersion = operation.path.startsWith('/api/v1/')
    expect(isBelowVersion || outsideVersions.includes(operation.path)).toBe(true)
  })

  it('declares exactly the parameters of its path', () => {
    const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
    expect(Object.keys(operation.params?.properties ?? {})).toEqual(inPath)
  })

  it('has one success, with a schema', () => {
    const successes = answers.filter(([status]) => status.startsWith('2'))
    expect(successes).toHaveLength(1)
    expect(successes[0]?.[1].schema).toBeTypeOf('object')
  })

  it('answers everything else with a problem whose codes have that status', () => {
    const refusals = answers.filter(([status]) => !status.startsWith('2'))
    expect(refusals.map(([status]) => status)).toEqual(expect.arrayContaining(['400', '410', '500', '503']))
    for (const [status, { mediaType, codes = [] }] of refusals) {
      expect(mediaType).toBe('application/problem+json')
      expect(codes).not.toEqual([])
      expect(new Set(codes.map((code) => problems[code].status))).toEqual(new Set([Number(status)]))
    }
  })

  it('refuses a body that is too large or of another type, if it takes one', () => {
    const statuses = answers.map(([status]) => status)
    const hasBodyRefusals = statuses.includes('413') && statuses.includes('415')
    expect(hasBodyRefusals).toBe(operation.body !== undefined)
  })
})
