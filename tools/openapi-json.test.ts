import { describe, expect, it } from 'vitest'
import { keysAt, placeAt, rootOf } from './openapi-json.ts'

const document = {
  'a/b': { 'c~d': [{ $ref: '#/target' }] },
  target: { $ref: '#/deep/x~1y' },
  deep: { 'x/y': { found: true } },
  loop: { $ref: '#/loop' },
  lost: { $ref: '#/nowhere' },
  outside: { $ref: 'other.json#/x' },
}

describe('a place in a document', () => {
  it('follows references to their end, and has the pointer of the target', () => {
    const place = placeAt(rootOf(document), 'a/b', 'c~d', 0)
    expect(place).toMatchObject({ pointer: '/deep/x~1y', value: { found: true } })
    expect(placeAt(place, 'found')).toMatchObject({ pointer: '/deep/x~1y/found', value: true })
  })

  it('escapes the keys of its pointer', () => {
    expect(placeAt(rootOf({ 'a/b': { 'c~d': 1 } }), 'a/b', 'c~d').pointer).toBe('/a~1b/c~0d')
  })

  it('is empty where nothing stands, and has no keys', () => {
    const place = placeAt(rootOf(document), 'nothing', 'below')
    expect(place).toMatchObject({ pointer: '/nothing/below', value: undefined })
    expect(keysAt(place)).toEqual([])
  })

  it.each([
    ['loop', 'cannot follow #/loop'],
    ['lost', 'nothing is at #/nowhere'],
    ['outside', 'cannot follow other.json#/x'],
  ])('fails at the reference %s that leads nowhere', (key, message) => {
    expect(() => placeAt(rootOf(document), key)).toThrow(message)
  })
})
