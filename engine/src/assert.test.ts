import { describe, expect, it } from 'vitest'
import { assert, InvariantError, unreachable } from './assert.ts'

describe('assert', () => {
  it('names the invariant that is broken', () => {
    expect(() => assert(false, 'bars ascend')).toThrow(new InvariantError('broken invariant: bars ascend'))
    expect(() => assert(true, 'bars ascend')).not.toThrow()
  })
})

describe('unreachable', () => {
  it('stops when a value outside its type comes in all the same', () => {
    const value = JSON.parse('"year"') as never
    expect(() => unreachable(value)).toThrow(new InvariantError('unreachable case: year'))
  })
})
