import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { inRepository } from './paths.ts'
import { serverFlags } from './server-flags.ts'

it.each(['Makefile', 'package.json', 'backend/package.json'])(
  '%s starts the server with its flags',
  (path) => {
    const lines = readFileSync(inRepository(path), 'utf8').split('\n')
    const [line = ''] = lines.filter((each) => each.includes('tools/start.ts'))
    expect(line).toContain(` ${serverFlags.join(' ')} `)
  },
)
