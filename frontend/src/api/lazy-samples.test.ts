import { describe, expect, it } from 'vitest'
import { samples } from '../testing/sources.ts'
import { describeFailure, mayPass } from './failure.ts'
import { createLazySamples } from './lazy-samples.ts'

const noChunk = new TypeError('Failed to fetch dynamically imported module: http://a.test/assets/s.js')

describe('samples that are loaded when they are needed', () => {
  it('are loaded once, and answer as they do themselves', async () => {
    let loads = 0
    const { source, load } = createLazySamples(() => {
      loads += 1
      return Promise.resolve(samples)
    })
    await load()
    const bars = { symbol: 'INDEX:SPX', resolution: '1D', countBack: 3 }
    expect(await source.searchSymbols('ibm')).toEqual(await samples.searchSymbols('ibm'))
    expect(await source.dataStates(['NYSE:IBM'])).toEqual(['loaded'])
    expect(await source.resolveSymbol('NYSE:IBM')).toEqual(await samples.resolveSymbol('NYSE:IBM'))
    expect(await source.getBars(bars)).toEqual(await samples.getBars(bars))
    expect(await source.getQuotes(['NYSE:IBM'])).toEqual(await samples.getQuotes(['NYSE:IBM']))
    expect([source.kind, loads]).toEqual(['samples', 1])
  })

  it('refuse in words, without an address of this page, and try again with the next question', async () => {
    let isGone = true
    const { source } = createLazySamples(() => (isGone ? Promise.reject(noChunk) : Promise.resolve(samples)))
    const error: unknown = await source.searchSymbols('ibm').catch((reason: unknown) => reason)
    expect(mayPass(error)).toBe(true)
    const failure = describeFailure(error)
    expect(failure).toMatchObject({
      title: 'Nothing can be loaded until the server is back',
      code: 'samples_unavailable',
    })
    expect(failure.detail).not.toContain('.js')
    isGone = false
    expect(await source.searchSymbols('ibm')).toHaveLength(1)
  })
})
