import { UserError } from './user-error.ts'
import { visibleText } from './visible-text.ts'

/** Variables by name, as the process has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** One setting: its variable, what it is without one, what it means, and whether it must not be shown. */
export interface Setting<Value> {
  readonly name: string
  readonly fallback: string
  readonly meaning: string
  readonly isSecret: boolean
  /** `null` when the text is no such value. */
  readonly read: (text: string) => Value | null
  readonly expected: string
}

/** Secrets are known by their names, so that none is shown because someone forgot to say so. */
const SECRET_NAME = /SECRET|PASSWORD|TOKEN|KEY|DATABASE_URL/

/** Defines a setting; its name says whether it is a secret. */
export function setting<Value>(definition: Omit<Setting<Value>, 'isSecret'>): Setting<Value> {
  return { ...definition, isSecret: SECRET_NAME.test(definition.name) }
}

/**
 * The value of a setting; one that is blank is not set.
 *
 * @throws UserError that names the variable and what it must be
 */
export function readSetting<Value>(
  { name, fallback, isSecret, read, expected }: Setting<Value>,
  environment: Environment,
): Value {
  const text = textOf(name, environment)
  const value = read(text === '' ? fallback : text)
  if (value !== null) return value
  throw new UserError(`The setting ${name} must be ${expected}${isSecret ? '' : `, not "${text}"`}.`)
}

/** One line: the setting as it is in force, a secret masked. */
export function describeSetting(
  { name, fallback, isSecret, meaning }: Omit<Setting<unknown>, 'read' | 'expected'>,
  environment: Environment,
): string {
  const text = textOf(name, environment)
  const shown = text === '' ? fallback : isSecret ? '****' : visibleText(text)
  return `${name}=${shown}  (${text === '' ? 'default; ' : ''}${meaning})`
}

function textOf(name: string, environment: Environment): string {
  return environment[name]?.trim() ?? ''
}
