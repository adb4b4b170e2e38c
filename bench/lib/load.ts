import { connect } from 'node:net'

/** One question, and what its answer must be. */
export interface Question {
  readonly path: string
  /** Length of the body, in bytes. */
  readonly length: number
  /** Makes the whole body; asked for in a sample of the answers only. */
  readonly body: () => Buffer
}

export interface Load {
  readonly port: number
  /** Asked one after the other, then from the start again. */
  readonly questions: readonly Question[]
  readonly connections: number
  readonly requestsMax: number
  readonly millisecondsMax: number
}

export interface LoadResult {
  readonly requests: number
  readonly perSecond: number
}

/** Status and length of every answer are checked, the content of one in so many. */
const SAMPLE_EVERY = 64
const RECEIVE_BYTES = 64 * 1024
/** An answer that takes longer than this has failed. */
const PATIENCE_MS = 15_000

interface Progress {
  readonly load: Load
  readonly deadline: number
  asked: number
  answered: number
}

/**
 * Asks over keep-alive connections, each with one request under way, until there were enough or time is up.
 */
export async function runLoad(load: Load): Promise<LoadResult> {
  const start = performance.now()
  const progress = { load, deadline: start + load.millisecondsMax, asked: 0, answered: 0 }
  await Promise.all(Array.from({ length: load.connections }, () => runConnection(progress)))
  const seconds = (performance.now() - start) / 1000
  return { requests: progress.answered, perSecond: progress.answered / seconds }
}

function runConnection(progress: Progress): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  const { load } = progress
  let reader: AnswerReader | null = null
  const socket = connect({
    host: '127.0.0.1',
    port: load.port,
    noDelay: true,
    onread: { buffer: Buffer.allocUnsafe(RECEIVE_BYTES), callback: receive },
  })
  socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('no answer in time')))
  socket.on('connect', ask)
  socket.on('error', reject)
  socket.on('close', () => reject(new Error('the server closed a connection')))
  return promise

  function ask(): void {
    const index = progress.asked
    const question = load.questions[index % load.questions.length]
    if (question === undefined || index >= load.requestsMax || performance.now() >= progress.deadline) {
      resolve(undefined)
      socket.destroy()
      return
    }
    progress.asked += 1
    reader = createAnswerReader(question, index % SAMPLE_EVERY === 0)
    socket.write(`GET ${question.path} HTTP/1.1\r\nHost: 127.0.0.1:${load.port}\r\n\r\n`, 'latin1')
  }

  function receive(length: number, buffer: Uint8Array): boolean {
    try {
      if (reader?.push(Buffer.from(buffer.buffer, buffer.byteOffset, length)) !== true) return true
      progress.answered += 1
      ask()
    } catch (error) {
      socket.destroy(error instanceof Error ? error : new Error(String(error)))
    }
    return true
  }
}

interface AnswerReader {
  /** Takes what has arrived, which is overwritten afterwards; answers whether the answer is complete. */
  push(chunk: Buffer): boolean
}

function createAnswerReader(question: Question, isSampled: boolean): AnswerReader {
  const body: Buffer[] = []
  let head = ''
  let missing: number | null = null

  function takeBody(chunk: Buffer, expected: number): boolean {
    missing = expected - chunk.length
    if (isSampled) body.push(Buffer.from(chunk))
    if (missing < 0) throw new Error(`GET ${question.path} answers more than it should`)
    if (missing > 0) return false
    if (isSampled && !Buffer.concat(body).equals(question.body())) {
      throw new Error(`GET ${question.path} answers other content than it should`)
    }
    return true
  }

  return {
    push(chunk) {
      if (missing !== null) return takeBody(chunk, missing)
      const end = chunk.indexOf('\r\n\r\n')
      head += chunk.toString('latin1', 0, end === -1 ? chunk.length : end)
      if (end === -1) return false
      checkHead(head, question)
      return takeBody(chunk.subarray(end + 4), question.length)
    },
  }
}

function checkHead(head: string, { path, length }: Question): void {
  if (!head.startsWith('HTTP/1.1 200 ')) throw new Error(`GET ${path} answers ${head.slice(9, 12)}`)
  const stated = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1])
  if (stated !== length) throw new Error(`GET ${path} answers ${stated} bytes, not ${length}`)
}
