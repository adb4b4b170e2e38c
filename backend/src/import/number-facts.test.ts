import { describe, expect, it } from 'vitest'
import { fieldsOfText } from './byte-rows.ts'
import { allocateDecimal, readDecimal } from './decimals.ts'
import { PriceFacts, VolumeFacts } from './number-facts.ts'

function factsOf<Facts extends PriceFacts | VolumeFacts>(facts: Facts, texts: readonly string[]): Facts {
  for (const text of texts) {
    const cell = allocateDecimal()
    if (!readDecimal(fieldsOfText(text), 0, cell)) throw new Error(`unread: ${text}`)
    facts.add(cell)
  }
  return facts
}

const pricesOf = (...texts: string[]) => factsOf(new PriceFacts(), texts)
const volumesOf = (...texts: string[]) => factsOf(new VolumeFacts(), texts)

describe('decimals of prices', () => {
  it('are the most that any price has, without trailing zeros', () => {
    expect(pricesOf('1.50', '2.125', '3').decimals).toBe(3)
    expect(pricesOf('1.051550').decimals).toBe(5)
    expect(pricesOf('133.98000000000002').decimals).toBe(2)
  })

  it('are as many as 15 digits hold', () => {
    expect(pricesOf('9583943.05677936', '34055443.85675190').decimalsWithinDigits).toBe(7)
    expect(pricesOf('374175175057530', '42667410863718.8').decimalsWithinDigits).toBe(0)
    expect(pricesOf('966.61', '0.12345678').decimalsWithinDigits).toBe(8)
  })

  it.each([
    [['127.489998', '128.880005', '126.919998', '128'], 2],
    [['1469.250000', '1438.359985', '1455.219971'], 2],
    [['1.0515500307', '1.0519700050'], 5],
    [['127.489998', '128.880006'], null],
    [['127.49', '128.88'], null],
    [['0.378', '0.3785'], null],
    [['2035.09910797'], null],
  ])('of %j the real ones are %s', (texts, decimals) => {
    expect(pricesOf(...texts).floatDecimals).toBe(decimals)
  })

  it('are judged over all files', () => {
    const facts = pricesOf('127.489998')
    facts.merge(pricesOf('128.880005'))
    expect(facts.floatDecimals).toBe(2)
    facts.merge(pricesOf('128.880006'))
    expect(facts.floatDecimals).toBeNull()
    expect(facts.magnitudeMax).toBe(128.880006)
  })
})

describe('decimals of volumes', () => {
  it('are as many as the largest volume leaves room for', () => {
    const facts = volumesOf('0.0000', '10.49307769', '1000000')
    expect(facts.decimalsWithin(2 ** 51)).toBe(8)
    facts.merge(volumesOf('100000000'))
    expect(facts.decimalsWithin(2 ** 51)).toBe(7)
    expect(facts.max).toBe(100_000_000)
  })

  it('are not those of a volume that no unit can hold', () => {
    const facts = volumesOf('0.12345678', '2251799813685248', '99999999999999.5')
    expect([facts.max, facts.decimals]).toEqual([99_999_999_999_999.5, 8])
    expect(volumesOf('0.12345678', '2251799813685248').decimalsWithin(2 ** 51)).toBe(8)
  })
})
