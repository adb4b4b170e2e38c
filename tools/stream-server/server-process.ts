/** The process of a server of measurements: does what its parent asks, and ends with it. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { answerQuestions } from '../platform/answering-process.ts'
import { startGatewayServer } from './gateway-server.ts'
import { startMarketServer } from './market-server.ts'
import type { MeasuredServer } from './measured-server.ts'
import { startPlainServer } from './plain-server.ts'
import { Publisher } from './publisher.ts'
import type { ServerFigures, ServerMemory, ServerQuestion } from './server-protocol.ts'

/** How often lagging connections are counted, ms. */
const LOOK_MS = 100

const starters = { gateway: startGatewayServer, plain: startPlainServer, market: startMarketServer }

let server: MeasuredServer | null = null
let laggingMax = 0
let startedAt = performance.now()
let usage = process.cpuUsage()
const publisher = new Publisher((dueMs) => server?.publish(dueMs))

async function answer(question: ServerQuestion): Promise<unknown> {
  switch (question.kind) {
    case 'start': {
      const { options } = question
      server = await starters[options.kind](options)
      watchLagging(server)
      return server.port
    }
    case 'publish':
      laggingMax = 0
      startedAt = performance.now()
      usage = process.cpuUsage()
      publisher.start(question.perSecond)
      return null
    case 'pause':
      publisher.stop()
      return null
    case 'figures':
      return figures()
    case 'memory':
      return memory()
  }
}

function watchLagging(watched: MeasuredServer): void {
  setInterval(() => {
    void watched.lagging().then((count) => {
      laggingMax = Math.max(laggingMax, count)
    })
  }, LOOK_MS)
}

async function figures(): Promise<ServerFigures> {
  const { user, system } = process.cpuUsage(usage)
  return {
    updates: publisher.count,
    lateMs: publisher.lateMs,
    seconds: (performance.now() - startedAt) / 1000,
    cpuSeconds: (user + system) / 1_000_000,
    connections: (await server?.connections()) ?? 0,
    lagging: (await server?.lagging()) ?? 0,
    laggingMax,
  }
}

function memory(): ServerMemory {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  // Buffers are let go of one collection after their views.
  for (let round = 0; round < 3; round += 1) collect()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { used: heapUsed + external, resident: rss }
}

answerQuestions(answer)
