import { Type } from 'typebox'
import * as datafeed from '../schemas/datafeed.ts'
import { answer, refusals } from './answers.ts'
import { operation } from './operation.ts'

const noQuery = Type.Object({}, { additionalProperties: false })

/** Market data, open without login, times of questions in seconds and of bars in milliseconds. */
export const datafeedOperations = {
  getDatafeedConfig: operation({
    id: 'getDatafeedConfig',
    method: 'get',
    path: '/api/v1/datafeed/config',
    summary: 'What the datafeed can do',
    tag: 'datafeed',
    query: noQuery,
    answers: { 200: answer(datafeed.DatafeedConfig, 'The configuration'), ...refusals('malformed_request') },
  }),
  searchSymbols: operation({
    id: 'searchSymbols',
    method: 'get',
    path: '/api/v1/datafeed/search',
    summary: 'Symbols by name or description, best first, one wrong letter forgiven',
    tag: 'datafeed',
    query: datafeed.SearchQuery,
    answers: {
      200: answer(Type.Array(datafeed.SearchRow), 'Found symbols; those with data first'),
      ...refusals('malformed_request'),
    },
  }),
  resolveSymbol: operation({
    id: 'resolveSymbol',
    method: 'get',
    path: '/api/v1/datafeed/resolve/{symbol}',
    summary: 'All about one symbol, by symbol, ticker or EXCHANGE:SYMBOL in any case',
    tag: 'datafeed',
    params: datafeed.SymbolParams,
    query: noQuery,
    answers: {
      200: answer(datafeed.SymbolDetails, 'The symbol'),
      ...refusals('malformed_request', 'unknown_symbol'),
    },
  }),
  getBars: operation({
    id: 'getBars',
    method: 'get',
    path: '/api/v1/datafeed/bars',
    summary: 'Every bar of the range, and older ones until there are count_back',
    tag: 'datafeed',
    query: datafeed.BarsQuery,
    answers: {
      200: answer(datafeed.BarsAnswer, 'The bars, oldest first'),
      ...refusals(
        'malformed_request',
        'invalid_time_range',
        'unknown_resolution',
        'unsupported_resolution',
        'range_too_large',
        'unknown_symbol',
      ),
    },
  }),
  getQuotes: operation({
    id: 'getQuotes',
    method: 'post',
    path: '/api/v1/datafeed/quotes',
    summary: 'One row per asked symbol, in the order asked; what has no quote is an error row',
    tag: 'datafeed',
    query: noQuery,
    body: datafeed.QuotesRequest,
    answers: {
      200: answer(Type.Array(datafeed.QuoteRow), 'A row per symbol'),
      ...refusals('malformed_request', 'body_too_large', 'unsupported_media_type'),
    },
  }),
  getDepth: operation({
    id: 'getDepth',
    method: 'get',
    path: '/api/v1/datafeed/depth',
    summary: 'The book of a symbol that trades here, to so many prices a side',
    tag: 'datafeed',
    query: datafeed.DepthQuery,
    answers: {
      200: answer(datafeed.DepthAnswer, 'The book as it is now'),
      ...refusals('malformed_request', 'unknown_symbol', 'not_streamed'),
    },
  }),
  getTrades: operation({
    id: 'getTrades',
    method: 'get',
    path: '/api/v1/datafeed/trades',
    summary: 'The last trades of a symbol that trades here, the newest at the end',
    tag: 'datafeed',
    query: datafeed.TradesQuery,
    answers: {
      200: answer(datafeed.TradesAnswer, 'The trades'),
      ...refusals('malformed_request', 'unknown_symbol', 'not_streamed'),
    },
  }),
  getDatafeedHealth: operation({
    id: 'getDatafeedHealth',
    method: 'get',
    path: '/api/v1/datafeed/health',
    summary: 'How much data is loaded',
    tag: 'datafeed',
    query: noQuery,
    answers: { 200: answer(datafeed.DatafeedHealth, 'What is loaded'), ...refusals('malformed_request') },
  }),
  getMarks: operation({
    id: 'getMarks',
    method: 'get',
    path: '/api/v1/datafeed/marks',
    summary: 'Marks on bars; none yet, and the configuration says so',
    tag: 'datafeed',
    query: datafeed.MarksQuery,
    answers: {
      200: answer(Type.Array(datafeed.Mark), 'The marks'),
      ...refusals('malformed_request', 'unknown_symbol'),
    },
  }),
  getTimescaleMarks: operation({
    id: 'getTimescaleMarks',
    method: 'get',
    path: '/api/v1/datafeed/timescale-marks',
    summary: 'Marks on the time scale; none yet, and the configuration says so',
    tag: 'datafeed',
    query: datafeed.MarksQuery,
    answers: {
      200: answer(Type.Array(datafeed.TimescaleMark), 'The marks'),
      ...refusals('malformed_request', 'unknown_symbol'),
    },
  }),
  getServerTime: operation({
    id: 'getServerTime',
    method: 'get',
    path: '/api/v1/datafeed/time',
    summary: 'Server time in Unix seconds',
    tag: 'datafeed',
    query: noQuery,
    answers: {
      200: answer(Type.Integer({ examples: [1583020800] }), 'Unix seconds'),
      ...refusals('malformed_request'),
    },
  }),
} as const
