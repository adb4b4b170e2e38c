/**
 * What can be wrong with a message of a client or with a topic, besides the codes of problems: a closed list,
 * on the reference page of the stream.
 */
export const streamCodes = {
  malformed_message:
    'The frame is no JSON object, or a field of it is missing, unknown or of the wrong type.',
  unknown_message_type: 'No message of clients has this `type`.',
  unknown_channel: 'No channel has this name.',
  malformed_topic: 'The channel has topics of another form.',
  unknown_symbol: 'No instrument has this symbol.',
  unknown_resolution: 'The resolution does not exist, or cannot be made for the symbol.',
  unsupported_depth: 'Books are streamed in depths of 10, 20, 50, 100 and 500 levels.',
  not_streamed: 'Nothing streams for this symbol: it has history only.',
  not_subscribed: 'The connection has no such topic.',
  too_many_topics: 'The connection has as many topics as it may have.',
  rate_limited: 'The connection sends more messages than it may.',
  unauthorized: 'The topic needs a login.',
  forbidden: 'The topic belongs to somebody else.',
  token_refused: 'The token is not valid.',
  internal_error: 'A defect of the server.',
} as const

/** Why the server refuses a message or a topic. */
export type StreamCode = keyof typeof streamCodes

/** All codes, in the order of the reference page. */
export const streamCodeList = Object.keys(streamCodes) as StreamCode[]

/** Why the server closes a connection: status codes of WebSocket. */
export const closeCodes = {
  restart: 1012,
  authentication: 4001,
  forbiddenOrigin: 4003,
  slow: 4008,
  tokenExpired: 4009,
  loggedOut: 4010,
  limits: 4029,
} as const
