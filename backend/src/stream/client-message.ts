import { clientMessages, type ClientMessage, type StreamCode } from '@trading-pro/contracts'
import { Ajv, type ErrorObject } from 'ajv'

/** What a text frame of a client says, or why it says nothing. */
export type ReadMessage =
  | { readonly kind: 'message'; readonly message: ClientMessage }
  | {
      readonly kind: 'fault'
      /** What the client called the message, as far as that can be told. */
      readonly id: number | null
      readonly code: StreamCode
      readonly reason: string
    }

const ajv = new Ajv({ strict: false })

const validators = new Map(
  Object.entries(clientMessages).map(([type, schema]) => [type, ajv.compile<ClientMessage>(schema)]),
)

/** Reads a message of a client by the schemas of the contract. */
export function readClientMessage(text: string): ReadMessage {
  const fault = (code: StreamCode, reason: string, id: number | null = null): ReadMessage => ({
    ...{ kind: 'fault', id, code, reason },
  })
  const value = parseObject(text)
  if (value === null) return fault('malformed_message', 'The frame is no JSON object.')
  const id = idOf(value)
  const { type } = value
  if (typeof type !== 'string') return fault('malformed_message', '/type is missing or no text.', id)
  const validate = validators.get(type)
  if (validate === undefined) return fault('unknown_message_type', 'No message has this type.', id)
  if (!validate(value)) return fault('malformed_message', reasonOf(validate.errors?.[0]), id)
  // Only now, because what is valid is not nested deeply.
  if (hasRepeatedField(text, value)) return fault('malformed_message', 'A field is given twice.', id)
  return { kind: 'message', message: value }
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function idOf({ id }: Record<string, unknown>): number | null {
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : null
}

/** Of fields of one name only the last is in the value; in the text each has its colon. */
function hasRepeatedField(text: string, value: object): boolean {
  const colons = text.replaceAll(/"(?:[^"\\]+|\\.)*"/g, '').split(':').length - 1
  return colons !== fieldCount(value)
}

function fieldCount(value: object): number {
  const own = Array.isArray(value) ? 0 : Object.keys(value).length
  return Object.values(value).reduce<number>(
    (sum, each) => sum + (isObject(each) ? fieldCount(each) : 0),
    own,
  )
}

function reasonOf(error: ErrorObject | undefined): string {
  if (error === undefined) return 'The message is malformed.'
  const { keyword, instancePath, params, message = 'is invalid' } = error
  const name: unknown = params['additionalProperty'] ?? params['missingProperty']
  const place = typeof name === 'string' ? `${instancePath}/${name}` : instancePath
  if (keyword === 'additionalProperties') return `${place} is not known.`
  return `${place} ${keyword === 'required' ? 'is missing' : message}.`
}
