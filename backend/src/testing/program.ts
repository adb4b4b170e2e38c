import { execFile, spawn } from 'node:child_process'
import { resolve } from 'node:path'

const MAIN = resolve(import.meta.dirname, '../main.ts')
const COMMAND_LINE = resolve(import.meta.dirname, '../cli.ts')

/** The server as a process of its own, as users start it. */
export interface Program extends AsyncDisposable {
  /** Everything it has said so far, on standard output and on standard error. */
  said(): { readonly output: string; readonly errors: string }
  /** Waits until its output has the text, or it has ended. */
  says(text: string): Promise<void>
  /** The port it listens on, once it says so. */
  port(): Promise<number>
  stop(signal: NodeJS.Signals): void
  /** Its exit code; the name of the signal when that ended it. */
  readonly ended: Promise<number | string>
}

/** Starts it with these settings and no others. */
export function startProgram(settings: Readonly<Record<string, string>>): Program {
  const child = spawn(process.execPath, [MAIN], {
    env: settings,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { output: '', errors: '' }
  const listeners = new Set<() => void>()
  const notify = () => {
    for (const listener of listeners) listener()
  }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.output += text
    notify()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.errors += text
  })
  const ended = new Promise<number | string>((resolveEnd) => {
    child.on('close', (code, signal) => {
      resolveEnd(code ?? signal ?? 'unknown')
      notify()
    })
  })
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null

  async function says(text: string): Promise<void> {
    await new Promise<void>((resolveText) => {
      const listener = () => {
        if (!said.output.includes(text) && !hasEnded()) return
        listeners.delete(listener)
        resolveText()
      }
      listeners.add(listener)
      listener()
    })
    if (!said.output.includes(text)) throw new Error(`it ended and never said "${text}": ${said.errors}`)
  }

  return {
    said: () => ({ ...said }),
    says,
    async port() {
      await says('Ctrl-C stops it.')
      return Number(/http:\/\/\S+?:(\d+)\//.exec(said.output)?.[1])
    },
    stop: (signal) => child.kill(signal),
    ended,
    async [Symbol.asyncDispose]() {
      if (!hasEnded()) child.kill('SIGKILL')
      await ended
    },
  }
}

/** Runs a command of the product to its end; throws what it complains of when it fails. */
export function runCommand(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<string> {
  return new Promise((resolveOutput, reject) => {
    const options = { env: settings }
    execFile(process.execPath, [COMMAND_LINE, ...args], options, (error, output, errors) => {
      if (error === null) resolveOutput(output)
      else reject(new Error(errors, { cause: error }))
    })
  })
}
