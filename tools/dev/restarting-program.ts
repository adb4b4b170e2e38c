import type { ChildProcess } from 'node:child_process'

export interface RestartingProgram {
  /** Stops it, waits for its end and starts it again; one that has ended is just started. */
  restart(): void
  /** Asks it to stop; it is not started again. */
  stop(): void
}

export interface RestartingOptions {
  readonly launch: () => ChildProcess
  readonly say: (line: string) => void
  /** How long it may take to stop before it is killed: it may be caught in an endless loop. */
  readonly killAfterMs: number
}

/** Starts a program and keeps one of it running; after an end of its own it waits for the next `restart`. */
export function startRestarting({ launch, say, killAfterMs }: RestartingOptions): RestartingProgram {
  let child: ChildProcess | null = null
  let then: 'wait' | 'start' | 'end' = 'wait'
  let killing: NodeJS.Timeout | undefined

  function run(): void {
    then = 'wait'
    child = launch()
    child.on('error', (error) => {
      say(`could not be started: ${error.message}`)
    })
    // Not `exit`: its last lines, which may say why it ended, come before what is said here.
    child.on('close', (code, signal) => {
      child = null
      clearTimeout(killing)
      if (then === 'start') run()
      else if (then === 'wait') say(`ended (${signal ?? `code ${code}`}); starts again after the next change`)
    })
  }

  function askToStop(): void {
    const asked = child
    asked?.kill('SIGTERM')
    clearTimeout(killing)
    killing = setTimeout(() => asked?.kill('SIGKILL'), killAfterMs)
    killing.unref()
  }

  run()
  return {
    restart() {
      if (then !== 'wait') return
      if (child === null) {
        run()
        return
      }
      say('a source file changed; restarting')
      then = 'start'
      askToStop()
    },
    stop() {
      then = 'end'
      askToStop()
    },
  }
}
