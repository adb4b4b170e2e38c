import {
  BARS_PER_ANSWER_MAX,
  BODY_BYTES_MAX,
  HEAD_BYTES_MAX,
  HEAD_SECONDS_MAX,
  REQUEST_SECONDS_MAX,
} from './limits.ts'

/**
 * Every refusal the API can give, with its HTTP status: a closed list. The stream uses the same codes, and
 * the reference page `docs/reference/problems.md` is generated from it.
 */
export const problems = {
  malformed_request: {
    status: 400,
    title: 'The request is malformed',
    description: 'A parameter or a body field is missing, unknown, of the wrong type or out of range.',
  },
  unknown_resolution: {
    status: 400,
    title: 'Unknown resolution',
    description: 'The text is no resolution: `1S`, `1`, `60`, `1D`, `1W`, `1M` are.',
  },
  unsupported_resolution: {
    status: 400,
    title: 'Resolution not available for this symbol',
    description: 'The resolution cannot be built from the data stored for the symbol.',
  },
  range_too_large: {
    status: 400,
    title: 'The range holds too many bars',
    description: `An answer has at most ${BARS_PER_ANSWER_MAX} bars: ask for less or use \`count_back\`.`,
  },
  invalid_time_range: {
    status: 400,
    title: 'The time range is reversed',
    description: '`from_time` must not be after `to_time`.',
  },
  unknown_symbol: {
    status: 404,
    title: 'Unknown symbol',
    description: 'No instrument has this symbol, ticker or `EXCHANGE:SYMBOL`.',
  },
  not_found: { status: 404, title: 'Not found', description: 'Nothing is served at this path.' },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    description: 'The path exists, but not with this method; `Allow` lists those that do.',
  },
  request_timeout: {
    status: 408,
    title: 'The request took too long',
    description: `A request has ${REQUEST_SECONDS_MAX} seconds to arrive, its head ${HEAD_SECONDS_MAX}.`,
  },
  version_sunset: {
    status: 410,
    title: 'This API version is gone',
    description: 'The version has passed its sunset date; `/api/v1/versions` lists those that are served.',
  },
  precondition_failed: {
    status: 412,
    title: 'Precondition failed',
    description: 'The file is not the one that `If-Match` or `If-Unmodified-Since` asks for.',
  },
  body_too_large: {
    status: 413,
    title: 'The request body is too large',
    description: `A body has at most ${BODY_BYTES_MAX} bytes.`,
  },
  unsupported_media_type: {
    status: 415,
    title: 'Unsupported media type',
    description: 'Bodies are `application/json`.',
  },
  range_not_satisfiable: {
    status: 416,
    title: 'Range not satisfiable',
    description: 'The file ends before the first byte that `Range` asks for.',
  },
  not_streamed: {
    status: 422,
    title: 'No live market',
    description: 'The symbol has history only: it has no book and no trades.',
  },
  upgrade_required: {
    status: 426,
    title: 'Upgrade required',
    description: 'The stream is a WebSocket of version 13, and nothing else is served at its address.',
  },
  too_many_connections: {
    status: 429,
    title: 'Too many connections',
    description: 'The address has as many connections of the stream as it may have.',
  },
  headers_too_large: {
    status: 431,
    title: 'The request head is too large',
    description: `Path, query and header fields have at most ${HEAD_BYTES_MAX} bytes together.`,
  },
  internal_error: {
    status: 500,
    title: 'Internal error',
    description: 'A defect of the server; the log holds the cause under the request id.',
  },
  stream_full: {
    status: 503,
    title: 'The stream is full',
    description: 'The server has as many connections of the stream as it may have; try again later.',
  },
  not_ready: {
    status: 503,
    title: 'Not ready',
    description:
      'The server is starting, stopping, or its store does not answer; try again after `Retry-After`.',
  },
} as const satisfies Record<string, { status: number; title: string; description: string }>

/** The `code` of a problem answer. */
export type ProblemCode = keyof typeof problems

/** All codes, in the order of the reference page. */
export const problemCodes = Object.keys(problems) as ProblemCode[]
