import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Command } from '../../tools/platform/run-command.ts'

/** The cores of the servers and of what asks them; `null` where processes cannot be held to a core. */
export interface Cores {
  readonly server: number
  readonly asking: number
}

/** Takes one core for the servers and, where there is another one, leaves that to this process. */
export function chooseCores(): Cores | null {
  const cores = allowedCores()
  const [server] = cores
  const asking = cores.at(-1)
  if (server === undefined || asking === undefined || !pinThisProcess(asking)) {
    console.log('Nothing is held to one core: there is no taskset.')
    return null
  }
  const shared = server === asking ? ', the only one: figures are too low' : ''
  console.log(`Servers run on core ${server}, the requests come from core ${asking}${shared}.`)
  return { server, asking }
}

/** The same command, held to one core. */
export function pinned(command: Command, core: number | undefined): Command {
  if (core === undefined) return command
  const programArguments = ['-c', String(core), command.program, ...command.programArguments]
  return { ...command, program: 'taskset', programArguments }
}

function pinThisProcess(core: number): boolean {
  return spawnSync('taskset', ['-a', '-p', '-c', String(core), String(process.pid)]).status === 0
}

function allowedCores(): number[] {
  const list = /Cpus_allowed_list:\s*(\S+)/.exec(readStatus())?.[1] ?? ''
  return list.split(',').flatMap((part) => {
    const [first = NaN, last = first] = part.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
}

function readStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8')
  } catch {
    return ''
  }
}
