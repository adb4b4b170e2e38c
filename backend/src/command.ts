import { parseArgs, type ParseArgsConfig } from 'node:util'
import { UserError } from './platform/user-error.ts'
import type { Environment } from './platform/setting.ts'

/** What a command is run from: results go to the output, all else to the errors. */
export interface Terminal {
  readonly environment: Environment
  readonly output: NodeJS.WritableStream
  readonly errors: { readonly isTTY: boolean; write(text: string): unknown }
}

/** A command of the command line, such as `import bars`. */
export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** All of its help. */
  readonly usage: string
  /** @throws UsageError for wrong arguments, UserError for everything else that the user can put right */
  run(args: readonly string[], terminal: Terminal): Promise<void>
}

/** The command line is wrong: nothing was tried. */
export class UsageError extends UserError {}

/** A negative offset or number behind an option is its value, not an option of its own. */
const NEGATIVE_VALUE = /^-\d/

/** `parseArgs` of Node, strict; its complaints become one sentence. */
export function parseArguments<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: joinNegativeValues(args), options, allowPositionals: true, strict: true })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const [sentence = ''] = error.message.split(/[.\n] ?/)
    throw new UsageError(sentence)
  }
}

function joinNegativeValues(args: readonly string[]): string[] {
  const joined: string[] = []
  for (const argument of args) {
    const option = joined.at(-1)
    if (option?.startsWith('--') === true && !option.includes('=') && NEGATIVE_VALUE.test(argument)) {
      joined[joined.length - 1] = `${option}=${argument}`
    } else joined.push(argument)
  }
  return joined
}

/** The value of an option that must be given. */
export function required(value: string | undefined, option: string): string {
  if (value === undefined || value === '') throw new UsageError(`--${option} is missing`)
  return value
}

/** Reads a value, or says what the option takes. */
export function readOption<Value>(
  text: string,
  read: (text: string) => Value | null,
  { option, expected }: { readonly option: string; readonly expected: string },
): Value {
  const value = read(text)
  if (value === null) throw new UsageError(`--${option} takes ${expected}, not "${text}"`)
  return value
}
