import { describeSettings, loadConfig } from './config.ts'
import { sentenceOfFailure } from './platform/failure.ts'
import { startServer, type RunningServer } from './server.ts'
import type { Environment } from './platform/setting.ts'

/** How long requests under way may take after a signal to stop, in ms. */
const STOP_TIMEOUT_MS = 10_000

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Starts the server, says where it is, and stops it on a signal; what cannot be is said in one sentence. */
export async function serve(environment: Environment): Promise<void> {
  // A server goes on when nobody can read what it says: a log that is full, a terminal that was closed.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  try {
    await startAndReport(environment)
  } catch (error) {
    fail(error)
  }
}

async function startAndReport(environment: Environment): Promise<void> {
  const config = loadConfig(environment)
  for (const line of describeSettings(environment)) say(`  ${line}`)
  const server = await startServer(config, {
    onWait: () => {
      say('Waiting for an import to finish, which is writing the database ...')
    },
  })
  if (server.importedSamples.length > 0) {
    say(`Imported the bundled samples: ${server.importedSamples.join(', ')}`)
  }
  const host = config.hosts[0] === '127.0.0.1' ? 'localhost' : (config.hosts[0] ?? 'localhost')
  const base = `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`
  say(`Trading Pro is ready:`)
  say(`  app        ${server.hasApp ? `${base}/` : 'not built; make build does'}`)
  say(`  API        ${base}/api/v1/health`)
  say(`  reference  ${base}/api/v1/docs`)
  say('Ctrl-C stops it.')
  stopOnSignal(server)
}

/** The first signal stops cleanly; a second one, or a request that does not end, at once. */
function stopOnSignal(server: RunningServer): void {
  let isStopping = false
  const stop = (): void => {
    if (isStopping) process.exit(1)
    isStopping = true
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref()
    server.close().then(
      () => {
        say('Stopped.')
        process.exit(0)
      },
      (error: unknown) => {
        fail(error)
      },
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

function fail(error: unknown): void {
  // A defect of ours keeps its stack.
  const text = sentenceOfFailure(error) ?? (error instanceof Error ? error.stack : String(error))
  process.stderr.write(`${text ?? 'unknown failure'}\n`)
  process.exit(1)
}
