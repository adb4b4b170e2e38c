import { join, resolve } from 'node:path'
import {
  apiVersions,
  type ApiVersion,
  type InputOf,
  type Operation,
  type Problem,
} from '@trading-pro/contracts'
import type { Simulation } from '@trading-pro/market'
import type { FastifyInstance } from 'fastify'
import { openSqliteMarketStore } from '../adapters/storage/sqlite-market-store.ts'
import { buildApp } from '../app.ts'
import { createContext, type Context } from '../context.ts'
import { listen } from '../platform/listen.ts'
import { importSamples } from '../samples/samples.service.ts'
import { createAnswerCheck, type WireAnswer } from './answer-check.ts'
import { createTestDirectory } from './test-directory.ts'
import type { MarketStore } from '../adapters/storage/market-store.ts'

export const SAMPLES = resolve(import.meta.dirname, '../../../samples')

export interface TestServerOptions {
  readonly versions?: readonly ApiVersion[]
  readonly corsOrigins?: readonly string[]
  /** Where the built web app is; without one there is none. */
  readonly webDirectory?: string
  /** The clock, Unix ms. */
  readonly nowMs?: () => number
  readonly barCacheBytes?: number
  /** What trades; nothing unless told. */
  readonly simulation?: Simulation
  /** False: nothing is stored at the start. */
  readonly hasSamples?: boolean
  /** Stores what the test needs before the server starts. */
  readonly prepare?: (store: MarketStore) => Promise<void>
}

/** A parsed answer that agrees with the OpenAPI document. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed body; the text itself when it is not JSON. */
  readonly body: unknown
}

interface CallInput {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number>>
  readonly body?: unknown
}

/** A real server on a free port, with a data directory of its own. */
export interface TestServer extends AsyncDisposable {
  readonly port: number
  readonly origin: string
  /** Of its database. */
  readonly directory: string
  readonly context: Context
  readonly app: FastifyInstance
  /** Over real HTTP; throws when the answer is not what the OpenAPI document says. */
  request(target: string, init?: RequestInit): Promise<Reply>
  /** The body of the 200 answer of an operation; throws for any other answer. */
  call<const Called extends Operation>(
    operation: Called,
    input?: CallInput,
  ): Promise<InputOf<Called['answers'][200]['schema']>>
  /** The problem that a request gets; throws when it gets none. */
  refusal(target: string, init?: RequestInit): Promise<Problem>
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  await using resources = new AsyncDisposableStack()
  const directory = resources.use(await createTestDirectory())
  const store = resources.use(await openSqliteMarketStore({ directory: directory.path }))
  if (options.hasSamples !== false) await importSamples(store, SAMPLES)
  await options.prepare?.(store)
  const versions = options.versions ?? apiVersions
  const context = resources.use(
    await createContext({
      store,
      barCacheBytes: options.barCacheBytes ?? 64_000_000,
      nowMs: options.nowMs ?? Date.now,
      simulation: options.simulation ?? null,
    }),
  )
  const app = await buildApp({
    context,
    versions,
    corsOrigins: options.corsOrigins ?? [],
    stream: { topicsPerConnectionMax: 1_000, connectionsMax: 1_000, connectionsPerAddressMax: 100 },
    logLevel: 'silent',
    webDirectory: options.webDirectory ?? join(directory.path, 'no-web-app'),
    release: '0.0.0-test',
  })
  const listening = await listen(app, { hosts: ['127.0.0.1'], port: 0 })
  resources.defer(() => listening.close())
  const held = resources.move()
  const origin = `http://127.0.0.1:${listening.port}`
  return {
    ...createCaller(origin, versions),
    port: listening.port,
    origin,
    directory: directory.path,
    context,
    app,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

function createCaller(
  origin: string,
  versions: readonly ApiVersion[],
): Pick<TestServer, 'request' | 'call' | 'refusal'> {
  const check = createAnswerCheck(versions)

  async function request(target: string, init: RequestInit = {}): Promise<Reply> {
    const response = await fetch(`${origin}${target}`, { redirect: 'manual', ...init })
    const { status, headers } = response
    const answer: WireAnswer = {
      ...{ method: init.method ?? 'GET', target, status, headers },
      text: await response.text(),
    }
    check(answer)
    const isJson = (headers.get('content-type') ?? '').includes('json') && answer.text !== ''
    return { status, headers, text: answer.text, body: isJson ? JSON.parse(answer.text) : answer.text }
  }

  return {
    request,
    async call(operation, { params = {}, query = {}, body } = {}) {
      const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        encodeURIComponent(params[name] ?? ''),
      )
      const reply = await request(`${path}${queryText(query)}`, {
        method: operation.method.toUpperCase(),
        ...(body === undefined ? {} : jsonBody(body)),
      })
      if (reply.status !== 200) throw new Error(`${operation.id} was answered ${reply.status}: ${reply.text}`)
      // The check has held the body against this very schema.
      return reply.body as never
    },
    async refusal(target, init) {
      const reply = await request(target, init)
      if (reply.status < 400)
        throw new Error(`${target} was answered ${reply.status}: ${reply.text.slice(0, 300)}`)
      return reply.body as Problem
    },
  }
}

/** `?name=value&...`, or nothing. */
function queryText(query: Readonly<Record<string, string | number>>): string {
  const entries = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries).toString()}`
}

/** The parts of a request that carry a JSON body. */
export function jsonBody(body: unknown): RequestInit {
  return { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
}
