import { once } from 'node:events'
import { start, type Command } from './run-command.ts'

/** A process of ours that answers questions, one after the other or several at once. */
export interface AnsweringProcess extends AsyncDisposable {
  readonly pid: number
  /** @throws Error when the process fails to answer, or has ended */
  ask(question: unknown): Promise<unknown>
}

interface NumberedQuestion {
  readonly id: number
  readonly question: unknown
}

interface NumberedAnswer {
  readonly id: number
  readonly value: unknown
  /** What went wrong. */
  readonly error?: string
}

/** Starts a process whose script calls `answerQuestions`; disposing ends it at once. */
export function startAnsweringProcess(command: Command): AnsweringProcess {
  const child = start(command, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const ended = once(child, 'exit')
  const { pid } = child
  if (pid === undefined) throw new Error(`${command.program} cannot be started`)
  const open = new Map<number, PromiseWithResolvers<unknown>>()
  let asked = 0
  child.on('message', ({ id, value, error }: NumberedAnswer) => {
    if (error === undefined) open.get(id)?.resolve(value)
    else open.get(id)?.reject(new Error(error))
    open.delete(id)
  })
  child.on('exit', (code, signal) => {
    for (const { reject } of open.values()) reject(new Error(`the process ended (${signal ?? code})`))
    open.clear()
  })
  return {
    pid,
    ask(question) {
      const id = asked
      asked += 1
      const answer = Promise.withResolvers<unknown>()
      open.set(id, answer)
      const message: NumberedQuestion = { id, question }
      child.send(message, (error) => error !== null && answer.reject(error))
      return answer.promise
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/**
 * The other end: this process answers what its parent asks, and ends with it.
 *
 * @param answer - gets what the parent, which is ours, passed to `ask`
 */
export function answerQuestions(answer: (question: never) => unknown): void {
  const send = (message: NumberedAnswer): void => {
    process.send?.(message)
  }
  process.on('disconnect', () => process.exit())
  process.on('message', ({ id, question }: NumberedQuestion) => {
    Promise.try(() => answer(question as never)).then(
      (value) => send({ id, value }),
      (error: unknown) => send({ id, value: null, error: String(error) }),
    )
  })
}
