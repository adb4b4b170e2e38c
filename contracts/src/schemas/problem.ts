import { Type, type Static } from 'typebox'
import { problemCodes } from '../problems.ts'
import { stringEnum } from './string-enum.ts'

/** One thing that is wrong with the request, and where. */
export const ProblemError = Type.Object(
  {
    pointer: Type.String({
      description: 'JSON pointer to what is wrong: `/query/from_time`, `/body/symbols/0`, `/path/symbol`',
      examples: ['/query/from_time'],
    }),
    detail: Type.String({ description: 'What is wrong with it', examples: ['must be an integer'] }),
  },
  { additionalProperties: false, description: 'One thing that is wrong with the request, and where' },
)

/** RFC 9457 problem details; every error answer of the API has this shape. */
export const Problem = Type.Object(
  {
    type: Type.String({
      description: 'Identifies the kind of problem',
      examples: ['/problems/unknown_symbol'],
    }),
    title: Type.String({ description: 'The kind of problem in words', examples: ['Unknown symbol'] }),
    status: Type.Integer({ description: 'The HTTP status', examples: [404] }),
    detail: Type.String({ description: 'This very case in words' }),
    instance: Type.String({ description: 'The request id, also in `X-Request-Id`' }),
    code: stringEnum(problemCodes, { description: 'The kind of problem for programs' }),
    errors: Type.Array(ProblemError, {
      description: 'The parts of the request that are wrong; may be empty',
    }),
  },
  { additionalProperties: false, description: 'RFC 9457 problem details' },
)
export type Problem = Static<typeof Problem>
