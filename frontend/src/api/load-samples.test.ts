import { describe, expect, it } from 'vitest'
import { samples } from '../testing/sources.ts'
import { createSampleLoader } from './load-samples.ts'

/** Imports that fail as often as told, and remember what was asked for. */
function setUp(failures: readonly Error[]) {
  const left = [...failures]
  const asked: string[] = []
  const answer = async (address: string) => {
    asked.push(address)
    const failure = left.shift()
    if (failure !== undefined) throw failure
    return Promise.resolve({ createBundledSamples: () => samples })
  }
  return { load: createSampleLoader({ first: () => answer('first'), at: answer }), asked }
}

describe('loading the samples', () => {
  it('finds them in their own module', async () => {
    const source = await createSampleLoader()()
    expect(await source.searchSymbols('ibm')).toHaveLength(1)
  })

  it('asks under another address after each failure', async () => {
    const gone = new TypeError('Failed to fetch dynamically imported module: http://a.test/assets/s-1.js')
    const again = new TypeError(`${gone.message}?attempt=1`)
    const { load, asked } = setUp([gone, again])
    await expect(load()).rejects.toBe(gone)
    await expect(load()).rejects.toBe(again)
    expect(await load()).toBe(samples)
    expect(asked).toEqual([
      'first',
      'http://a.test/assets/s-1.js?attempt=1',
      'http://a.test/assets/s-1.js?attempt=2',
    ])
  })

  it('asks again in the same way where the browser does not say what failed', async () => {
    const { load, asked } = setUp([new TypeError('Importing a module script failed.')])
    await expect(load()).rejects.toThrow('Importing')
    expect(await load()).toBe(samples)
    expect(asked).toEqual(['first', 'first'])
  })
})
