import { startAnsweringProcess } from '../platform/answering-process.ts'
import { inRepository } from '../platform/paths.ts'
import { nodeCommand, type Command } from '../platform/run-command.ts'
import type { StreamLoadOptions } from './load-options.ts'
import type { LoadQuestion } from './load-protocol.ts'
import type { StreamLoadReport } from './tally.ts'

/** A load in a process of its own. */
export interface StreamLoadProcess extends AsyncDisposable {
  readonly pid: number
  /** Once all clients have all their topics at the same time. */
  ready(): Promise<void>
  report(): Promise<StreamLoadReport>
  /** Begins to count messages, bytes, seconds and latency anew. */
  resetFigures(): Promise<void>
  /** All clients lose their connections at once, and come back; `ready` says when. */
  dropAll(): Promise<void>
  /** No more faults; connections that have vanished are dropped, so that all come back. */
  heal(): Promise<void>
  /** Ends the clients and the process. */
  stop(): Promise<StreamLoadReport>
}

const script = inRepository('tools', 'stream-load', 'load-process.ts')

/**
 * Starts a load; its clients begin to connect.
 *
 * @param wrap - changes the command of the process, to hold it to a core
 */
export async function startStreamLoad(
  options: StreamLoadOptions,
  wrap: (command: Command) => Command = (command) => command,
): Promise<StreamLoadProcess> {
  const child = startAnsweringProcess(wrap(nodeCommand(script)))
  const ask = (question: LoadQuestion): Promise<unknown> => child.ask(question)
  const tell = async (kind: 'ready' | 'reset' | 'drop' | 'heal'): Promise<void> => {
    await ask({ kind })
  }
  // The process is ours: it answers these with a report.
  const askReport = async (kind: 'report' | 'stop') => (await ask({ kind })) as StreamLoadReport

  await ask({ kind: 'start', options })
  return {
    pid: child.pid,
    ready: () => tell('ready'),
    report: () => askReport('report'),
    resetFigures: () => tell('reset'),
    dropAll: () => tell('drop'),
    heal: () => tell('heal'),
    async stop() {
      const report = await askReport('stop')
      await child[Symbol.asyncDispose]()
      return report
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}
