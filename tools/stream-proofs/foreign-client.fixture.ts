import type { ChartData, StreamedBar, TopicMessage } from '@trading-pro/contracts'

type Trade = TopicMessage<'trades'>['data']['trades'][number]

/** A message of a topic as it comes: it is read by its topic's name. */
interface Received {
  readonly type: string
  readonly topic?: string
  readonly epoch?: string
  readonly seq?: number
  readonly firstSeq?: number
  readonly data?: unknown
}

/** The WebSocket that Node brings along (undici's), and no code of ours but what reads JSON. */
export class ForeignClient implements AsyncDisposable {
  readonly #socket: WebSocket
  readonly #messages: Received[] = []
  #onNews = Promise.withResolvers<undefined>()

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      this.#messages.push(JSON.parse(String(data)) as Received)
      this.#tell()
    })
    socket.addEventListener('close', () => this.#tell())
  }

  static async connect(port: number): Promise<ForeignClient> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/ws/v1`)
    const client = new ForeignClient(socket)
    await client.until(() => client.#messages.length > 0)
    return client
  }

  /** Resolves when the first message of each topic has come. */
  async subscribe(topics: readonly string[]): Promise<void> {
    this.#socket.send(JSON.stringify({ type: 'subscribe', id: 1, topics }))
    await this.until(() => topics.every((topic) => this.messagesOf(topic).length > 0))
  }

  /** Looks at each message, until it is as it should be. */
  async until(isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      if (this.#socket.readyState > WebSocket.OPEN) throw new Error('the connection has ended')
      await this.#onNews.promise
    }
  }

  messagesOf(topic: string): readonly Received[] {
    return this.#messages.filter((message) => message.topic === topic)
  }

  /** What does not follow from what was before. */
  get gaps(): readonly string[] {
    const places = new Map<string, Received>()
    return this.#messages.flatMap((message) => {
      const { type, topic, seq = 0, firstSeq = seq } = message
      if (topic === undefined) return []
      const last = places.get(topic)
      places.set(topic, message)
      const follows =
        last === undefined || type === 'snapshot'
          ? type === 'snapshot' && last === undefined
          : last.epoch === message.epoch && firstSeq === (last.seq ?? 0) + 1
      return follows ? [] : [`${topic}: ${type} ${firstSeq} to ${seq} after ${last?.seq}`]
    })
  }

  /** The first bar that closed; `null`: none has. */
  closedBar(symbol: string): StreamedBar | null {
    return this.#bars(symbol).find(({ closed }) => closed) ?? null
  }

  /** All that was seen of bars while they formed. */
  formingBars(symbol: string): readonly StreamedBar[] {
    return this.#bars(symbol).filter(({ closed }) => !closed)
  }

  /** Oldest first, those of the snapshot too. */
  trades(symbol: string): readonly Trade[] {
    return this.messagesOf(`trades:${symbol}`).flatMap(({ data }) => {
      return (data as { readonly trades: readonly Trade[] }).trades
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = this.#socket.readyState === WebSocket.CLOSED
    this.#socket.close()
    if (!closed) await this.until(() => this.#socket.readyState === WebSocket.CLOSED).catch(() => undefined)
  }

  #bars(symbol: string): readonly StreamedBar[] {
    return this.messagesOf(`chart_data:${symbol}:1`).flatMap(({ data }) => (data as ChartData).bars)
  }

  #tell(): void {
    this.#onNews.resolve(undefined)
    this.#onNews = Promise.withResolvers()
  }
}
