import {
  closeCodes,
  CONTROL_MESSAGE_BURST_MAX,
  CONTROL_MESSAGES_PER_SECOND_MAX,
  STREAM_MESSAGE_BYTES_MAX,
  streamCodes,
  TOPICS_PER_MESSAGE_MAX,
  type StreamLimits,
} from '@trading-pro/contracts'
import type { StreamHub } from '@trading-pro/exchange'
import type { Duplex } from 'node:stream'
import type { FastifyBaseLogger } from 'fastify'
import type { Registry } from 'prom-client'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { ProblemError } from '../platform/problem.ts'
import { Backlog, type BacklogState, type Position } from './backlog.ts'
import { readClientMessage } from './client-message.ts'
import { ConnectionCounts, type ConnectionMaxima } from './connection-counts.ts'
import { Connection, type Traffic } from './connection.ts'
import { Conversation } from './conversation.ts'
import { textFrame } from './frames.ts'
import {
  ANSWERED_BYTES_MAX,
  CATCH_UP_BYTES,
  CLOSE_MS_MAX,
  FLUSH_INTERVAL_MS,
  HEARTBEAT_AFTER_MS,
  MESSAGE_PIECES_MAX,
  SHUTDOWN_MS_MAX,
  STALLED_MS_MAX,
  SWEEP_INTERVAL_MS,
  WAITING_BYTES_MAX,
} from './limits.ts'
import type { IsOriginAllowed } from './origin.ts'
import type { ReadTopic } from './read-topic.ts'
import { Readership } from './readership.ts'
import { publicAccess, type StreamAccess } from './stream-access.ts'
import { createStreamMetrics, type StreamMetrics } from './stream-metrics.ts'
import type { TopicGroup } from './topic-group.ts'
import { addressProblem, handshakeProblem, refuseUpgrade, type Upgrade } from './upgrade.ts'

export interface StreamSettings extends ConnectionMaxima {
  readonly topicsPerConnectionMax: number
}

export interface StreamGatewayOptions {
  readonly hub: StreamHub
  readonly settings: StreamSettings
  /** The clock, Unix ms. */
  readonly nowMs: () => number
  readonly isOriginAllowed: IsOriginAllowed
  readonly log: FastifyBaseLogger
  readonly registry: Registry
  /** Everybody reads what is public unless this says more. */
  readonly access?: StreamAccess
}

/** Brings the topics of a hub to everybody who is connected. */
export class StreamGateway {
  readonly #options: StreamGatewayOptions
  readonly #webSockets: WebSocketServer
  readonly #readership: Readership
  readonly #conversation: Conversation
  readonly #counts: ConnectionCounts
  readonly #metrics: StreamMetrics
  readonly #connections = new Set<Connection>()
  readonly #lagging = new Set<Connection>()
  readonly #traffic: Traffic = { messages: 0, bytes: 0 }
  readonly #run = crypto.randomUUID().slice(0, 8)
  #opened = 0
  #timers: readonly NodeJS.Timeout[] = []
  /** The stop that is under way. */
  #stop: Promise<void> | null = null
  /** Told when the last connection has ended. */
  #onEmpty: (() => void) | null = null

  constructor(options: StreamGatewayOptions) {
    this.#options = options
    this.#counts = new ConnectionCounts(options.settings)
    this.#readership = new Readership(options.hub)
    this.#conversation = new Conversation({
      readership: this.#readership,
      access: options.access ?? publicAccess,
      topicsMax: options.settings.topicsPerConnectionMax,
      nowMs: options.nowMs,
      log: options.log,
      bringUp: (connection, positions) => {
        this.#bringUp(connection, positions)
      },
    })
    this.#metrics = createStreamMetrics(options.registry, {
      traffic: this.#traffic,
      connectionCount: () => this.#connections.size,
      laggingCount: () => this.#lagging.size,
    })
    this.#webSockets = createWebSocketServer()
    this.#webSockets.on('wsClientError', (_error, wire, request) => {
      this.#refuse(wire, handshakeProblem(request))
    })
  }

  /**
   * From now on connections are looked after.
   *
   * @param options - `flushes`: what is new is sent by itself, and not when somebody else calls `flush`
   */
  start({ flushes = true }: { readonly flushes?: boolean } = {}): void {
    const sweep = setInterval(() => {
      this.sweep()
    }, SWEEP_INTERVAL_MS)
    this.#timers = flushes ? [sweep, this.#startFlushes()] : [sweep]
  }

  /** Opens a connection, or says why not. */
  admit({ request, wire, head }: Upgrade): void {
    const address = wire.remoteAddress ?? ''
    const problem = addressProblem(request) ?? this.#fullProblem(address)
    if (problem !== null) {
      this.#refuse(wire, problem)
      return
    }
    this.#webSockets.handleUpgrade(request, wire, head, (socket) => {
      const { origin, host } = request.headers
      this.#open({ socket, wire, address }, this.#options.isOriginAllowed(origin, host))
    })
  }

  /** Sends what is new in all topics, to each connection in one write. */
  flush(): void {
    const now = this.#options.nowMs()
    this.#guard(() => {
      const flushed = this.#options.hub.flush(now)
      for (const group of this.#readership.collect(flushed)) this.#deliver(group, now)
    }, undefined)
    for (const connection of this.#lagging) this.#catchUp(connection, now)
  }

  /** Looks after connections that are silent, idle or stalled. */
  sweep(): void {
    const now = this.#options.nowMs()
    const heartbeat = textFrame(JSON.stringify({ type: 'heartbeat', serverTime: now }))
    for (const connection of this.#connections) {
      if (!connection.checkLife(now)) connection.terminate()
      else if (this.#isStuck(connection, now)) this.#close(connection, closeCodes.slow, 'too slow')
      else if (now - connection.sentAt >= HEARTBEAT_AFTER_MS && connection.backlog === null) {
        connection.sentAt = now
        connection.write(heartbeat)
      }
    }
    this.#guard(() => {
      this.#options.hub.forgetIdle(now)
    }, undefined)
  }

  /** Ends all connections: whoever comes back begins anew. */
  disconnectAll(): void {
    for (const connection of this.#connections) this.#close(connection, closeCodes.restart, 'restart')
  }

  /** Tells everybody that the server stops, and waits until all have gone or had their time. */
  close(): Promise<void> {
    this.#stop ??= this.#end()
    return this.#stop
  }

  async #end(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    const now = this.#options.nowMs()
    const notice = { type: 'notice', code: 'shutdown', message: 'The server stops. Connect again.' }
    for (const connection of this.#connections) {
      connection.send(notice, now)
      this.#close(connection, closeCodes.restart, 'restart')
    }
    if (this.#connections.size === 0) return
    const { promise: areAllGone, resolve } = Promise.withResolvers<undefined>()
    this.#onEmpty = () => {
      resolve(undefined)
    }
    const patience = setTimeout(() => {
      for (const connection of this.#connections) connection.terminate()
    }, SHUTDOWN_MS_MAX)
    await areAllGone
    clearTimeout(patience)
  }

  #startFlushes(): NodeJS.Timeout {
    return setInterval(() => {
      this.flush()
    }, FLUSH_INTERVAL_MS)
  }

  #fullProblem(address: string): ProblemError | null {
    if (this.#stop !== null) return new ProblemError('not_ready', 'The server is stopping.')
    const refusal = this.#counts.refusalOf(address)
    if (refusal === null) return null
    const whose = refusal === 'stream_full' ? 'The server' : 'Your address'
    return new ProblemError(refusal, `${whose} has as many connections as it may have.`)
  }

  #refuse(wire: Duplex, problem: ProblemError): void {
    this.#metrics.countRefusal(problem.code)
    refuseUpgrade(wire, problem)
  }

  #open(
    { socket, wire, address }: { socket: WebSocket; wire: Upgrade['wire']; address: string },
    isAllowed: boolean,
  ): void {
    const now = this.#options.nowMs()
    this.#opened += 1
    const id = `${this.#run}-${this.#opened.toString(36)}`
    const connection = new Connection({ id, address, socket, wire, traffic: this.#traffic }, now)
    this.#connections.add(connection)
    this.#counts.add(address)
    socket.on('message', (data, isBinary) => {
      this.#hear(connection, data, isBinary)
    })
    socket.on('ping', (data) => {
      if (this.#mayGoOn(connection) && connection.queuedBytes < WAITING_BYTES_MAX) socket.pong(data)
    })
    socket.on('pong', () => {
      this.#mayGoOn(connection)
    })
    // The library closes the socket, with a status code that says why.
    socket.on('error', () => {
      this.#detach(connection)
    })
    socket.on('close', (code) => {
      this.#forget(connection, code)
    })
    if (!isAllowed) {
      this.#close(connection, closeCodes.forbiddenOrigin, 'forbidden origin')
      return
    }
    const limits = limitsOf(this.#options.settings)
    connection.send({ type: 'welcome', protocol: 'v1', connectionId: id, serverTime: now, limits }, now)
  }

  #hear(connection: Connection, data: RawData, isBinary: boolean): void {
    if (!this.#mayGoOn(connection)) return
    // Who takes no answers gets no more of them.
    const isGranted = connection.budget.takeMessage() && connection.queuedBytes < WAITING_BYTES_MAX
    if (isBinary || !Buffer.isBuffer(data)) {
      const reason = 'Messages are text frames.'
      this.#conversation.refuse(connection, 'malformed_message', { id: null, reason })
      return
    }
    const read = readClientMessage(data.toString())
    if (!isGranted) {
      const id = read.kind === 'fault' ? read.id : (read.message.id ?? null)
      this.#conversation.refuse(connection, 'rate_limited', { id, reason: streamCodes.rate_limited })
    } else if (read.kind === 'fault') {
      this.#conversation.refuse(connection, read.code, read)
    } else {
      const { message } = read
      const isDone = this.#guard(() => {
        this.#conversation.answer(connection, message)
        return true
      }, false)
      const failure = { id: message.id ?? null, reason: streamCodes.internal_error }
      if (!isDone) this.#conversation.refuse(connection, 'internal_error', failure)
    }
  }

  /** Counts a frame; whether the connection is listened to. */
  #mayGoOn(connection: Connection): boolean {
    if (connection.closeCode !== null) return false
    if (connection.queuedBytes >= ANSWERED_BYTES_MAX) {
      this.#close(connection, closeCodes.slow, 'too slow')
      return false
    }
    if (connection.budget.takeFrame(this.#options.nowMs())) return true
    this.#close(connection, closeCodes.limits, 'too many messages')
    return false
  }

  #deliver(group: TopicGroup, now: number): void {
    const { members } = group
    if (members.length === 0) {
      group.dropFlush()
      return
    }
    const { bytes, count } = group.takeFlush()
    // Backwards, because those who fall behind leave their place to the last one.
    for (let index = members.length - 1; index >= 0; index -= 1) {
      const member = members[index]
      if (member === undefined) continue
      member.sentAt = now
      if (!member.writeFrames(bytes, count) && !member.hasRoom) this.#fallBehind(member, new Map())
    }
  }

  /** Begins to remember how far a connection has come: in the topics that are not named, all the way. */
  #fallBehind(connection: Connection, positions: ReadonlyMap<ReadTopic, Position>): void {
    const { group } = connection
    if (group === null) return
    if (connection.memberIndex >= 0) group.removeMember(connection)
    const backlog = new Backlog(positions)
    for (const read of group.topics) if (!positions.has(read)) backlog.setCurrent(read)
    connection.backlog = backlog
    connection.waitsFrom = group.bytes
    this.#lagging.add(connection)
  }

  /** Sends topics from where a connection stands in them; what there is no room for comes later. */
  #bringUp(connection: Connection, positions: ReadonlyMap<ReadTopic, Position>): void {
    if (connection.backlog === null) this.#fallBehind(connection, positions)
    else for (const [read, position] of positions) connection.backlog.set(read, position)
    this.#serve(connection)
  }

  #catchUp(connection: Connection, now: number): void {
    if (connection.queuedBytes > CATCH_UP_BYTES) return
    connection.sentAt = now
    connection.together(() => {
      this.#serve(connection)
    })
  }

  #serve(connection: Connection): void {
    const serve = () => connection.backlog?.serve(connection) ?? 'current'
    const state = this.#guard<BacklogState | 'failed'>(serve, 'failed')
    connection.waitsFrom = connection.group?.bytes ?? 0
    if (state === 'behind') return
    if (state === 'lost') {
      this.#close(connection, closeCodes.slow, 'too slow')
      return
    }
    if (state === 'failed') {
      this.#close(connection, DEFECT, 'internal error')
      return
    }
    connection.backlog = null
    this.#lagging.delete(connection)
    connection.group?.addMember(connection)
  }

  #isStuck(connection: Connection, now: number): boolean {
    const stalledMs = connection.stalledMs(now)
    return stalledMs >= STALLED_MS_MAX && connection.waitingBytes >= WAITING_BYTES_MAX
  }

  #close(connection: Connection, code: number, reason: string): void {
    if (connection.closeCode !== null) return
    const { id, address } = connection
    if (code !== closeCodes.restart)
      this.#options.log.info({ event: 'stream_closed', connectionId: id, address, code }, 'stream_closed')
    this.#detach(connection)
    connection.close(code, reason)
  }

  /** A defect, most likely of a source, must not stop the others. */
  #guard<Outcome>(work: () => Outcome, otherwise: Outcome): Outcome {
    try {
      return work()
    } catch (error) {
      this.#options.log.error({ event: 'stream_failed', err: error }, 'stream_failed')
      return otherwise
    }
  }

  /** Takes a connection out of everything that would send to it. */
  #detach(connection: Connection): void {
    const { topics } = connection
    const now = this.#options.nowMs()
    this.#readership.assign(connection, new Set())
    for (const read of topics) this.#readership.release(read, now)
    connection.backlog = null
    this.#lagging.delete(connection)
  }

  #forget(connection: Connection, code: number): void {
    this.#detach(connection)
    this.#connections.delete(connection)
    this.#counts.remove(connection.address)
    this.#metrics.countClose(connection.closeCode ?? code)
    if (this.#connections.size === 0) this.#onEmpty?.()
  }
}

/** RFC 6455, 7.4.1: something that the server did not expect. */
const DEFECT = 1011

function createWebSocketServer(): WebSocketServer {
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    // The library would cut off who sends some tens of pings at once.
    autoPong: false,
    maxPayload: STREAM_MESSAGE_BYTES_MAX,
    maxFragments: MESSAGE_PIECES_MAX,
    maxBufferedChunks: MESSAGE_PIECES_MAX,
    closeTimeout: CLOSE_MS_MAX,
  }
  return new WebSocketServer(options)
}

function limitsOf({ topicsPerConnectionMax }: StreamSettings): StreamLimits {
  return {
    topicsPerConnection: topicsPerConnectionMax,
    topicsPerMessage: TOPICS_PER_MESSAGE_MAX,
    messageBytes: STREAM_MESSAGE_BYTES_MAX,
    controlMessagesPerSecond: CONTROL_MESSAGES_PER_SECOND_MAX,
    controlMessageBurst: CONTROL_MESSAGE_BURST_MAX,
    heartbeatSeconds: HEARTBEAT_AFTER_MS / 1000,
  }
}
