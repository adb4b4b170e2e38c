import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { createByteCache } from './byte-cache.ts'

/** A 200 that was given once and is the same for everybody, for as long as it holds. */
export interface KnownAnswer {
  /** Header fields; the request id is replaced. */
  readonly fields: OutgoingHttpHeaders
  readonly pieces: readonly Buffer[]
  /** The operation that gave it, for the metrics. */
  readonly operation: string
  /** Whether the question would get the same answer now. */
  readonly isCurrent: () => boolean
}

/** Answers by their address, so that what is asked for again is sent before anything else looks at it. */
export interface KnownAnswers {
  /** Sends the answer; false: nothing was sent, and the application must answer. */
  send(request: IncomingMessage, response: ServerResponse): boolean
  /** Keeps an answer when it was given before. */
  keep(request: IncomingMessage, answer: KnownAnswer): void
  /** From now on everything is left to the application. */
  close(): void
}

interface KnownAnswersOptions {
  readonly requestId: (request: IncomingMessage) => string
  readonly versions: {
    /** Where the version of an address is in its life, which shows in the header fields. */
    statusOf(url: string): string | null
    /** Counts a call. */
    count(url: string): void
  }
  readonly countRequest: (operation: string, status: number, seconds: number) => void
}

interface RememberedAnswer extends Omit<KnownAnswer, 'pieces'> {
  /** A copy: the pieces are parts of pages that must be free to go. */
  readonly bytes: Buffer
  readonly versionStatus: string
}

/** Enough for a thousand charts; who asks for more of them is served a little later. */
const MEMORY_BYTES_MAX = 32_000_000
/** Larger answers take so long to send that finding them fast saves nothing. */
const ANSWER_BYTES_MAX = 256 * 1024
/** Addresses that are remembered without their answers, before all of them are forgotten. */
const ADDRESSES_MAX = 4_096
/** What an entry takes besides its bytes. */
const ENTRY_BYTES = 2_000

/** Keeps answers in a cache, each from the second time that its address is asked for. */
export function createKnownAnswers(options: KnownAnswersOptions): KnownAnswers {
  const { versions } = options
  const cache = createByteCache<RememberedAnswer>(MEMORY_BYTES_MAX)
  /** Most addresses never come again: only those that do are worth the memory. */
  const askedOnce = new Set<string>()
  let isOpen = true

  function isAskedAgain(url: string): boolean {
    if (askedOnce.delete(url)) return true
    if (askedOnce.size >= ADDRESSES_MAX) askedOnce.clear()
    askedOnce.add(url)
    return false
  }

  function find({ url = '', method, headers }: IncomingMessage): RememberedAnswer | null {
    const known = cache.get(url)
    if (known === undefined || !isOpen || method !== 'GET' || !isPlain(headers)) return null
    try {
      return known.isCurrent() && versions.statusOf(url) === known.versionStatus ? known : null
    } catch {
      // The application meets the same failure, and answers it.
      return null
    }
  }

  return {
    send(request, response) {
      const known = find(request)
      if (known === null) return false
      const start = performance.now()
      response.writeHead(200, { ...known.fields, 'x-request-id': options.requestId(request) })
      response.end(known.bytes)
      versions.count(request.url ?? '')
      options.countRequest(known.operation, 200, (performance.now() - start) / 1000)
      return true
    },
    keep(request, answer) {
      const { url = '', method, headers } = request
      const length = answer.pieces.reduce((sum, piece) => sum + piece.length, 0)
      if (method !== 'GET' || !isPlain(headers) || length > ANSWER_BYTES_MAX || !isAskedAgain(url)) return
      const versionStatus = versions.statusOf(url)
      // Another spelling of an address, whose version would not be found again.
      if (versionStatus === null) return
      const { pieces, ...rest } = answer
      const remembered = { ...rest, bytes: Buffer.concat(pieces), versionStatus }
      cache.set(url, remembered, ENTRY_BYTES + url.length + length)
    },
    close() {
      isOpen = false
    },
  }
}

/** Whether nothing in a request has a say in its answer but the address. */
function isPlain(headers: IncomingHttpHeaders): boolean {
  return (
    headers.host !== undefined &&
    headers.origin === undefined &&
    headers['content-length'] === undefined &&
    headers['transfer-encoding'] === undefined
  )
}
