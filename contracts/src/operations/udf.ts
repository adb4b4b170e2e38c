import { Type } from 'typebox'
import { Mark, SearchRow, TimescaleMark } from '../schemas/datafeed.ts'
import * as udf from '../schemas/udf.ts'
import { answer, refusals } from './answers.ts'
import { operation } from './operation.ts'

const or = <Success extends Type.TSchema>(success: Success) => Type.Union([success, udf.UdfError])

/** TradingView's UDF: all times in seconds, refusals as `{s: "error"}` with status 200. */
export const udfOperations = {
  udfGetConfig: operation({
    id: 'udfGetConfig',
    method: 'get',
    path: '/api/v1/udf/config',
    summary: 'What the UDF server can do',
    tag: 'udf',
    answers: { 200: answer(udf.UdfConfig, 'The configuration'), ...refusals('malformed_request') },
  }),
  udfGetSymbolInfo: operation({
    id: 'udfGetSymbolInfo',
    method: 'get',
    path: '/api/v1/udf/symbol_info',
    summary: 'The symbols of an exchange that have data, as a table',
    tag: 'udf',
    query: udf.UdfGroupQuery,
    answers: { 200: answer(or(udf.UdfSymbolTable), 'The table'), ...refusals('malformed_request') },
  }),
  udfGetSymbol: operation({
    id: 'udfGetSymbol',
    method: 'get',
    path: '/api/v1/udf/symbols',
    summary: 'All about one symbol',
    tag: 'udf',
    query: udf.UdfSymbolQuery,
    answers: { 200: answer(or(udf.UdfSymbol), 'The symbol'), ...refusals('malformed_request') },
  }),
  udfSearch: operation({
    id: 'udfSearch',
    method: 'get',
    path: '/api/v1/udf/search',
    summary: 'Symbols by name or description, best first',
    tag: 'udf',
    query: udf.UdfSearchQuery,
    answers: { 200: answer(or(Type.Array(SearchRow)), 'Found symbols'), ...refusals('malformed_request') },
  }),
  udfGetHistory: operation({
    id: 'udfGetHistory',
    method: 'get',
    path: '/api/v1/udf/history',
    summary: 'Bars as columns; no_data only at the start of history, never ok without bars',
    tag: 'udf',
    query: udf.UdfHistoryQuery,
    answers: {
      200: answer(Type.Union([udf.UdfHistory, udf.UdfNoData, udf.UdfError]), 'The bars'),
      ...refusals('malformed_request'),
    },
  }),
  udfGetMarks: operation({
    id: 'udfGetMarks',
    method: 'get',
    path: '/api/v1/udf/marks',
    summary: 'Marks on bars; none yet',
    tag: 'udf',
    query: udf.UdfMarksQuery,
    answers: { 200: answer(or(Type.Array(Mark)), 'The marks'), ...refusals('malformed_request') },
  }),
  udfGetTimescaleMarks: operation({
    id: 'udfGetTimescaleMarks',
    method: 'get',
    path: '/api/v1/udf/timescale_marks',
    summary: 'Marks on the time scale; none yet',
    tag: 'udf',
    query: udf.UdfMarksQuery,
    answers: { 200: answer(or(Type.Array(TimescaleMark)), 'The marks'), ...refusals('malformed_request') },
  }),
  udfGetTime: operation({
    id: 'udfGetTime',
    method: 'get',
    path: '/api/v1/udf/time',
    summary: 'Server time in Unix seconds, as plain text',
    tag: 'udf',
    answers: {
      200: {
        schema: Type.String({ examples: ['1583020800'] }),
        description: 'Unix seconds',
        mediaType: 'text/plain',
      },
      ...refusals('malformed_request'),
    },
  }),
  udfGetQuotes: operation({
    id: 'udfGetQuotes',
    method: 'get',
    path: '/api/v1/udf/quotes',
    summary: 'One row per asked symbol',
    tag: 'udf',
    query: udf.UdfQuotesQuery,
    answers: { 200: answer(or(udf.UdfQuotes), 'A row per symbol'), ...refusals('malformed_request') },
  }),
} as const
