import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { inRepository, repositoryRoot } from './paths.ts'

export interface Command {
  readonly program: string
  readonly programArguments: readonly string[]
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>
  /** @default the repository's root */
  readonly directory?: string
}

export interface CommandResult {
  /** The exit code; 1 if the program could not be started or was ended by a signal. */
  readonly code: number
  /** What it wrote on both channels, in order of arrival. */
  readonly output: string
}

/** A command that runs a TypeScript or JavaScript file on this Node. */
export function nodeCommand(script: string, scriptArguments: readonly string[] = []): Command {
  return { program: process.execPath, programArguments: [script, ...scriptArguments] }
}

/**
 * A command that runs the program `binName` of an installed package on this Node, whatever is on the PATH.
 */
export function packageCommand(
  packageName: string,
  binName: string,
  programArguments: readonly string[],
): Command {
  const folder = inRepository('node_modules', packageName)
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>
  }
  const bin = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[binName]
  if (bin === undefined) throw new Error(`${packageName} has no program ${binName}`)
  return nodeCommand(join(folder, bin), programArguments)
}

/** The environment of every child: the pinned Node comes first on its PATH. */
function childEnvironment(added: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const path = [inRepository('node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter)
  return { ...process.env, PATH: path, ...added }
}

/** Starts a command; the caller owns the process. */
export function start(command: Command, options: SpawnOptions): ChildProcess {
  return spawn(command.program, [...command.programArguments], {
    ...options,
    cwd: command.directory ?? repositoryRoot,
    env: childEnvironment(command.environment),
  })
}

/** Runs a command to its end and keeps what it writes. */
export function capture(command: Command): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = start(command, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const channel of [child.stdout, child.stderr]) {
      channel?.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk
      })
    }
    child.on('error', (error) => {
      resolve({ code: 1, output: `${output}${error.message}\n` })
    })
    child.on('close', (code) => {
      resolve({ code: code ?? 1, output })
    })
  })
}

/** Runs a command to its end on this terminal; gives its exit code. */
export function runInherited(command: Command): Promise<number> {
  return new Promise((resolve) => {
    const child = start(command, { stdio: ['ignore', 'inherit', 'inherit'] })
    child.on('error', (error) => {
      console.error(error.message)
      resolve(1)
    })
    child.on('close', (code) => {
      resolve(code ?? 1)
    })
  })
}
