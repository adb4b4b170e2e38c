/** The process of a load: does what its parent asks, and ends with it. */
import { answerQuestions } from '../platform/answering-process.ts'
import type { LoadQuestion } from './load-protocol.ts'
import { createStreamLoad, type StreamLoad } from './stream-load.ts'

let load: StreamLoad | null = null

async function answer(question: LoadQuestion): Promise<unknown> {
  if (question.kind === 'start') {
    load = await createStreamLoad(question.options)
    return null
  }
  if (load === null) throw new Error(`${question.kind} before start`)
  switch (question.kind) {
    case 'ready':
      await load.ready()
      return null
    case 'report':
      return load.report()
    case 'reset':
      load.resetFigures()
      return null
    case 'drop':
      load.dropAll()
      return null
    case 'heal':
      load.heal()
      return null
    case 'stop':
      return load.stop()
  }
}

answerQuestions(answer)
