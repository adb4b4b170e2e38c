// `make dev`: the back end with reload and Vite, side by side, their lines told apart by a prefix.
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { loadConfig, type Config } from '../backend/src/config.ts'
import { urlOf } from './dev/addresses.ts'
import { startRestarting } from './dev/restarting-program.ts'
import { watchSources } from './dev/watch-sources.ts'
import { followParent } from './platform/follow-parent.ts'
import { findFreePort, isPortInUse } from './platform/free-port.ts'
import { inRepository } from './platform/paths.ts'
import { nodeCommand, packageCommand, start, type Command } from './platform/run-command.ts'

const vitePort = 5173
const watchedFolders = ['backend/src', 'contracts/src', 'engine/src', 'market/src']
/** More than the back end gives the requests under way. */
const killAfterMs = 12_000

const stops: (() => void)[] = []

function stopAll(): void {
  for (const stop of stops) stop()
}

function say(name: string, line: string): void {
  console.log(`${name.padEnd(8)} | ${line}`)
}

function launch(name: string, command: Command): ChildProcess {
  // A process group of its own: Ctrl-C reaches this process alone, and each child is asked to stop once.
  const detached = process.platform !== 'win32'
  const child = start(command, { stdio: ['ignore', 'pipe', 'pipe'], detached })
  for (const channel of [child.stdout, child.stderr]) {
    if (channel === null) continue
    createInterface({ input: channel }).on('line', (line) => {
      say(name, line)
    })
  }
  return child
}

function runBackend({ port }: Config): void {
  const command: Command = { ...nodeCommand('backend/src/main.ts'), environment: { PORT: String(port) } }
  const program = startRestarting({
    launch: () => launch('backend', command),
    say: (line) => {
      say('backend', line)
    },
    killAfterMs,
  })
  const watching = watchSources(
    watchedFolders.map((folder) => inRepository(folder)),
    {
      quietMs: 100,
      onChange: () => {
        program.restart()
      },
      onError: (error) => {
        say('backend', `a change may go unseen: ${error.message}`)
      },
    },
  )
  stops.push(() => {
    watching[Symbol.dispose]()
    program.stop()
  })
}

function runFrontend(config: Config): void {
  const BACKEND_URL = process.env['BACKEND_URL'] ?? urlOf(config)
  const vite = packageCommand('vite', 'vite', ['--port', String(vitePort), '--strictPort'])
  const command = { ...vite, directory: inRepository('frontend'), environment: { BACKEND_URL } }
  const child = launch('frontend', command)
  let isStopping = false
  child.on('error', (error) => {
    say('frontend', `could not be started: ${error.message}`)
  })
  child.on('close', (code, signal) => {
    if (isStopping) return
    say('frontend', `ended (${signal ?? `code ${code}`}); stopping the rest`)
    process.exitCode = code === 0 ? 0 : 1
    stopAll()
  })
  stops.push(() => {
    isStopping = true
    child.kill('SIGTERM')
  })
}

const programs = { backend: runBackend, frontend: runFrontend }
type ProgramName = keyof typeof programs

function readNames(wanted: string | undefined): readonly ProgramName[] {
  if (wanted === undefined) return ['backend', 'frontend']
  if (wanted === 'backend' || wanted === 'frontend') return [wanted]
  throw new Error(`There is no ${wanted} to start; there is backend and frontend.`)
}

async function readConfig(): Promise<Config> {
  const config = loadConfig(process.env)
  // Vite must know the port before the back end has one.
  return config.port === 0 ? { ...config, port: await findFreePort() } : config
}

async function refuseTakenPorts(names: readonly ProgramName[], { hosts, port }: Config): Promise<void> {
  if (names.includes('backend') && (await isPortInUse(port, hosts))) {
    throw new Error(`Port ${port} is in use: stop the program that listens on it, or set PORT to another.`)
  }
  if (names.includes('frontend') && (await isPortInUse(vitePort, ['127.0.0.1', '::1']))) {
    throw new Error(`Port ${vitePort} is in use: stop the program that listens on it; Vite takes no other.`)
  }
}

async function main(): Promise<void> {
  const names = readNames(process.argv[2])
  const config = await readConfig()
  await refuseTakenPorts(names, config)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stopAll)
  followParent()
  for (const name of names) programs[name](config)
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
