import type * as contracts from '@trading-pro/contracts'
import { operations } from '@trading-pro/contracts'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { createRestClient, type AnswerOf, type RequestOf } from './index.ts'

const client = createRestClient({ baseUrl: 'http://api.invalid' })

describe('the client', () => {
  it('has exactly one function for each operation of the contract', () => {
    expect(Object.keys(client).sort()).toEqual(Object.keys(operations).sort())
    expectTypeOf<keyof typeof client>().toEqualTypeOf<contracts.OperationId>()
  })

  it('answers with the types of the contract', () => {
    expectTypeOf<AnswerOf<'getBars'>>().toEqualTypeOf<contracts.BarsAnswer>()
    expectTypeOf<AnswerOf<'resolveSymbol'>>().toEqualTypeOf<contracts.SymbolDetails>()
    expectTypeOf<AnswerOf<'searchSymbols'>>().toEqualTypeOf<contracts.SearchRow[]>()
    expectTypeOf<AnswerOf<'getQuotes'>>().toEqualTypeOf<contracts.QuoteRow[]>()
    expectTypeOf<AnswerOf<'getHealth'>>().toEqualTypeOf<contracts.Health>()
    expectTypeOf<AnswerOf<'getVersions'>>().toEqualTypeOf<contracts.VersionList>()
    expectTypeOf<AnswerOf<'getServerTime'>>().toEqualTypeOf<number>()
    expectTypeOf<AnswerOf<'udfGetTime'>>().toEqualTypeOf<string>()
  })

  it('takes what the operation requires and nothing it does not know', () => {
    type BarsQuery = RequestOf<'getBars'>['query']
    expectTypeOf<{ symbol: string; resolution: string; to_time?: number | undefined }>().toExtend<BarsQuery>()
    expectTypeOf<{ symbol: string }>().not.toExtend<BarsQuery>()
    expectTypeOf<Record<'body', { symbols: readonly string[] }>>().toExtend<RequestOf<'getQuotes'>>()
    expectTypeOf<object>().not.toExtend<RequestOf<'resolveSymbol'>>()
    expectTypeOf<object>().toExtend<RequestOf<'searchSymbols'>>()
    expectTypeOf<keyof RequestOf<'getHealth'>>().toEqualTypeOf<'signal' | 'headers'>()
  })
})
