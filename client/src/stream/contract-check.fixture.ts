import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'

interface Document {
  readonly components: {
    readonly messages: Readonly<Record<string, { readonly payload: object }>>
    readonly schemas: object
  }
}

const file = new URL('../../../contracts/asyncapi.json', import.meta.url)
// Our own document, which other tests hold to its form.
const document = JSON.parse(readFileSync(file, 'utf8')) as Document

const validators = new Map<string, ValidateFunction>()

function validatorOf(name: string): ValidateFunction {
  const known = validators.get(name)
  if (known !== undefined) return known
  const message = document.components.messages[name]
  if (message === undefined) throw new Error(`The contract has no message ${name}`)
  const schema = { ...message.payload, components: document.components }
  const made = new Ajv({ strict: false }).compile(schema)
  validators.set(name, made)
  return made
}

/** Throws if a message is not as the contract has it. */
export function checkAgainstContract(message: object): void {
  const { type, topic }: { type?: unknown; topic?: unknown } = message
  const isOfTopic = type === 'snapshot' || type === 'update'
  const channel = isOfTopic ? `${String(topic).split(':', 1)[0] ?? ''}_` : ''
  const validate = validatorOf(`${channel}${String(type)}`)
  if (!validate(message)) {
    throw new Error(`Not as in the contract: ${JSON.stringify(message)}: ${JSON.stringify(validate.errors)}`)
  }
}
