import { describe, expect, it } from 'vitest'
import { closureOf, findUnacceptable, listShipped, type Lock } from './shipped.ts'

const lock: Lock = {
  '': {},
  backend: { version: '0.1.0', license: 'MIT' },
  'node_modules/@trading-pro/backend': { link: true },
  'node_modules/fastify': { version: '5.0.0', license: 'MIT', dependencies: { ajv: '^8' } },
  'node_modules/ajv': { version: '6.0.0', license: 'MIT', dev: true },
  'node_modules/fastify/node_modules/ajv': { version: '8.0.0', license: 'MIT', dependencies: { uri: '1' } },
  'node_modules/uri': { version: '1.0.0', license: 'GPL-3.0' },
  'node_modules/vue': { version: '3.5.0', license: 'MIT', dev: true, dependencies: { ajv: '^6' } },
  'node_modules/vite': { version: '8.0.0', license: 'MIT', dev: true },
  'frontend/node_modules/vue': { version: '3.4.0', license: 'MIT', dev: true },
}

describe('closureOf', () => {
  it('resolves as Node does: the nearest folder first, then upwards', () => {
    expect([...closureOf(lock, 'backend', ['fastify'])]).toEqual([
      'node_modules/fastify',
      'node_modules/fastify/node_modules/ajv',
      'node_modules/uri',
    ])
    expect([...closureOf(lock, 'frontend', ['vue'])]).toEqual(['frontend/node_modules/vue'])
    expect([...closureOf(lock, 'backend', ['vue'])]).toEqual(['node_modules/vue', 'node_modules/ajv'])
  })
})

describe('listShipped', () => {
  it('names what the server loads and what the app bundles, and no tool', () => {
    const shipped = listShipped(lock, ['vue']).map(({ name, version, places }) => [name, version, ...places])
    expect(shipped).toEqual([
      ['ajv', '8.0.0', 'server'],
      ['fastify', '5.0.0', 'server'],
      ['uri', '1.0.0', 'server'],
      ['vue', '3.4.0', 'web app'],
    ])
  })

  it('finds a licence that must not ship', () => {
    expect(findUnacceptable(listShipped(lock, [])).map(({ name }) => name)).toEqual(['uri'])
  })
})
