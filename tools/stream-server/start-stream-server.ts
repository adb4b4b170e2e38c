import { startAnsweringProcess } from '../platform/answering-process.ts'
import { inRepository } from '../platform/paths.ts'
import { nodeCommand, type Command } from '../platform/run-command.ts'
import type { ServerFigures, ServerMemory, ServerQuestion, StreamServerOptions } from './server-protocol.ts'

/** A server of measurements in a process of its own. */
export interface StreamServerProcess extends AsyncDisposable {
  readonly port: number
  /** From now on an update of each topic, so often a second. */
  publish(perSecond: number): Promise<void>
  /** No more updates. */
  pause(): Promise<void>
  figures(): Promise<ServerFigures>
  memory(): Promise<ServerMemory>
}

const script = inRepository('tools', 'stream-server', 'server-process.ts')

/** @param wrap - changes the command of the process, to hold it to a core */
export async function startStreamServer(
  options: StreamServerOptions,
  wrap: (command: Command) => Command = (command) => command,
): Promise<StreamServerProcess> {
  const child = startAnsweringProcess(wrap(nodeCommand(script)))
  const ask = (question: ServerQuestion): Promise<unknown> => child.ask(question)
  // The process is ours: it answers with what the question is for.
  const port = (await ask({ kind: 'start', options })) as number
  return {
    port,
    async publish(perSecond) {
      await ask({ kind: 'publish', perSecond })
    },
    async pause() {
      await ask({ kind: 'pause' })
    },
    figures: async () => (await ask({ kind: 'figures' })) as ServerFigures,
    memory: async () => (await ask({ kind: 'memory' })) as ServerMemory,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}
