// `make dev`: the back end with reload and Vite, side by side, their lines told apart by a prefix.
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { followParent } from './platform/follow-parent.ts'
import { inRepository } from './platform/paths.ts'
import { nodeCommand, packageCommand, start, type Command } from './platform/run-command.ts'

const commands: Readonly<Record<string, Command>> = {
  backend: nodeCommand('--watch', ['--watch-preserve-output', 'backend/src/main.ts']),
  frontend: { ...packageCommand('vite', 'vite', []), directory: inRepository('frontend') },
}

const children = new Map<string, ChildProcess>()
let isStopping = false

function stopAll(): void {
  isStopping = true
  for (const child of children.values()) child.kill('SIGTERM')
}

function run(name: string, command: Command): void {
  const child = start(command, { stdio: ['ignore', 'pipe', 'pipe'] })
  children.set(name, child)
  for (const channel of [child.stdout, child.stderr]) {
    if (channel === null) continue
    createInterface({ input: channel }).on('line', (line) => {
      console.log(`${name.padEnd(8)} | ${line}`)
    })
  }
  child.on('exit', (code, signal) => {
    children.delete(name)
    if (isStopping) return
    console.log(`${name.padEnd(8)} | ended (${signal ?? `code ${code}`}); stopping the rest`)
    process.exitCode = code === 0 ? 0 : 1
    stopAll()
  })
  child.on('error', (error) => {
    console.error(`${name} could not be started: ${error.message}`)
  })
}

// The terminal sends Ctrl-C to the children too; whoever ends this process alone must reach them as well.
process.on('SIGINT', stopAll)
process.on('SIGTERM', stopAll)
followParent()

const wanted = process.argv[2]
const names = wanted === undefined ? Object.keys(commands) : [wanted]
for (const name of names) {
  const command = commands[name]
  if (command === undefined) throw new Error(`there is no ${name} to start; there is backend and frontend`)
  run(name, command)
}
