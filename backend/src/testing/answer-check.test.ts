import { apiVersions } from '@trading-pro/contracts'
import { describe, expect, it } from 'vitest'
import { createAnswerCheck, type WireAnswer } from './answer-check.ts'

const check = createAnswerCheck(apiVersions)

const problem = (differences: object = {}) =>
  JSON.stringify({
    ...{ type: '/problems/unknown_symbol', title: 'Unknown symbol', status: 404, detail: 'No.' },
    ...{ instance: 'r-1', code: 'unknown_symbol', errors: [] },
    ...differences,
  })

function answer(differences: Partial<WireAnswer>, fields: Record<string, string> = {}): WireAnswer {
  const headers = new Headers({
    ...{ 'api-version': 'v1', 'x-request-id': 'r-1', 'content-type': 'application/json; charset=utf-8' },
    ...fields,
  })
  return { method: 'GET', target: '/livez', status: 200, headers, text: '{"status":"ok"}', ...differences }
}

const asProblem = { 'content-type': 'application/problem+json; charset=utf-8' }
const unknownSymbol = { target: '/api/v1/datafeed/resolve/NOPE', status: 404, text: problem() }
const methodProblem = problem({
  ...{ type: '/problems/method_not_allowed', title: 'Method not allowed', status: 405 },
  code: 'method_not_allowed',
})

describe('the check of answers against the document', () => {
  it.each<[string, WireAnswer]>([
    ['a success', answer({})],
    ['a success of a path with a query', answer({ target: '/livez?a=b' })],
    ['a head without a body', answer({ method: 'HEAD', text: '' })],
    ['a documented problem', answer(unknownSymbol, asProblem)],
    [
      'a wrong method',
      answer({ method: 'POST', status: 405, text: methodProblem }, { ...asProblem, allow: 'GET' }),
    ],
  ])('lets %s pass', (_, wire) => {
    expect(() => {
      check(wire)
    }).not.toThrow()
  })

  it.each<[string, WireAnswer, string]>([
    ['no API version', answer({}, { 'api-version': '' }), 'no api-version'],
    ['no request id', answer({}, { 'x-request-id': '' }), 'no x-request-id'],
    ['a status of its own', answer({ status: 418 }), 'the status is not documented'],
    ['a media type of its own', answer({}, { 'content-type': 'text/html' }), 'is not documented'],
    ['a missing field', answer({ text: '{}' }), 'status'],
    ['a field too many', answer({ text: '{"status":"ok","more":1}' }), 'additionalProperties'],
    ['a wrong type', answer({ text: '{"status":1}' }), 'string'],
    ['another page at an unknown path', answer({ target: '/nothing' }), 'is no problem'],
    ['a problem as plain JSON', answer(unknownSymbol), 'is not documented'],
    [
      'a problem of another status',
      answer({ ...unknownSymbol, text: problem({ status: 400 }) }, asProblem),
      'status',
    ],
    [
      'a problem of another title',
      answer({ ...unknownSymbol, text: problem({ title: 'Oh' }) }, asProblem),
      'title',
    ],
    [
      'a problem of another request',
      answer({ ...unknownSymbol, text: problem({ instance: 'x' }) }, asProblem),
      'id',
    ],
    ['an unknown code', answer({ ...unknownSymbol, text: problem({ code: 'oh' }) }, asProblem), 'code'],
    [
      'a problem that shows a stack',
      answer({ ...unknownSymbol, text: problem({ detail: 'Error in file:///srv/app.ts' }) }, asProblem),
      'stack',
    ],
    [
      'a code of another operation',
      answer({ ...unknownSymbol, target: '/metrics' }, asProblem),
      'not documented for',
    ],
    [
      'a wrong method without Allow',
      answer({ method: 'POST', status: 405, text: methodProblem }, asProblem),
      'Allow',
    ],
  ])('stops %s', (_, wire, reason) => {
    expect(() => {
      check(wire)
    }).toThrow(reason)
  })
})
