import { readFile } from 'node:fs/promises'
import { Parser } from '@asyncapi/parser'
import { describe, expect, it } from 'vitest'
import { inRepository } from './platform/paths.ts'

/** AsyncAPI 3.1 is out, and says so; the document is of 3.0, as clients know it. */
const HINT_OF_A_NEWER_VERSION = 'asyncapi-latest-version'

describe('contracts/asyncapi.json', () => {
  it('is parsed by AsyncAPI’s own parser without a complaint', async () => {
    const text = await readFile(inRepository('contracts', 'asyncapi.json'), 'utf8')
    const { document, diagnostics } = await new Parser().parse(text)
    const complaints = diagnostics.filter(({ code }) => code !== HINT_OF_A_NEWER_VERSION)
    expect(complaints.map(({ code, message, path }) => `${code} ${path.join('/')}: ${message}`)).toEqual([])
    expect(document?.version()).toBe('3.0.0')
    expect(document?.channels().all().length).toBeGreaterThan(6)
    expect(document?.operations().all().length).toBeGreaterThan(6)
  })

  it('would not be, were a reference broken', async () => {
    const text = await readFile(inRepository('contracts', 'asyncapi.json'), 'utf8')
    const { document, diagnostics } = await new Parser().parse(
      text.replace('#/channels/stream"', '#/channels/none"'),
    )
    expect(document).toBeUndefined()
    expect(diagnostics.map(({ severity }) => severity)).toContain(0)
  })
})
