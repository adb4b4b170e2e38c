import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import type { Backlog, FrameSink } from './backlog.ts'
import { ControlBudget } from './control-budget.ts'
import { pingFrame, textFrame } from './frames.ts'
import { LAGGING_BYTES, PING_INTERVAL_MS, SILENCE_MS_MAX, SWEEP_INTERVAL_MS } from './limits.ts'
import type { ReadTopic } from './read-topic.ts'
import type { TopicGroup } from './topic-group.ts'

/** What has been sent, by all connections together. */
export interface Traffic {
  messages: number
  bytes: number
}

export interface ConnectionParts {
  readonly id: string
  /** Of the peer. */
  readonly address: string
  readonly socket: WebSocket
  /** What lies below it: frames that are made for many go straight there. */
  readonly wire: Socket
  readonly traffic: Traffic
}

const noTopics: ReadonlySet<ReadTopic> = new Set()

/**
 * One client. It writes whole frames to the wire past its WebSocket, which does the same within a turn, so
 * that frames never mix; after the frame that closes nothing is written.
 */
export class Connection implements FrameSink {
  readonly id: string
  readonly address: string
  readonly budget: ControlBudget
  /** Who has logged in. */
  userId: string | null = null
  /** Connections with the same topics; `null`: it has none. */
  group: TopicGroup | null = null
  /** Its place among the members of the group; -1: it is not sent what they are. */
  memberIndex = -1
  /** `null`: it has been sent everything. */
  backlog: Backlog | null = null
  /** What its group had been sent when it began to wait, bytes. */
  waitsFrom = 0
  /** Why the server closes it; `null`: it does not. */
  closeCode: number | null = null
  /** When a message was sent last, Unix ms. */
  sentAt: number
  readonly #socket: WebSocket
  readonly #wire: Socket
  readonly #traffic: Traffic
  #heardBytes = 0
  #heardAt: number
  #pingedAt: number
  #drainedBytes = 0
  #drainedAt: number

  /** @param at - Unix ms */
  constructor({ id, address, socket, wire, traffic }: ConnectionParts, at: number) {
    this.id = id
    this.address = address
    this.budget = new ControlBudget(at)
    this.sentAt = at
    this.#socket = socket
    this.#wire = wire
    this.#traffic = traffic
    this.#heardAt = at
    this.#pingedAt = at
    this.#drainedAt = at
  }

  get topics(): ReadonlySet<ReadTopic> {
    return this.group?.topics ?? noTopics
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  /** Bytes that the system has not taken yet. */
  get queuedBytes(): number {
    return this.#wire.writableLength
  }

  get hasRoom(): boolean {
    return this.queuedBytes <= LAGGING_BYTES
  }

  /** Bytes that are queued, or were left out until now. */
  get waitingBytes(): number {
    const leftOut = this.backlog === null || this.group === null ? 0 : this.group.bytes - this.waitsFrom
    return this.queuedBytes + leftOut
  }

  /** Sends one frame. */
  write(frame: Buffer): void {
    this.writeFrames(frame, 1)
  }

  /** Sends frames that have been put together; false: the line is no longer empty. */
  writeFrames(frames: Buffer, count: number): boolean {
    if (!this.isOpen) return true
    this.#traffic.messages += count
    this.#traffic.bytes += frames.length
    return this.#wire.write(frames)
  }

  /**
   * Sends a message.
   *
   * @param at - Unix ms
   */
  send(message: object, at: number): void {
    this.sentAt = at
    this.write(textFrame(JSON.stringify(message)))
  }

  /** What is written meanwhile leaves at once. */
  together(write: () => void): void {
    this.#wire.cork()
    try {
      write()
    } finally {
      this.#wire.uncork()
    }
  }

  /**
   * Asks for a sign of life when it is time.
   *
   * @param at - Unix ms
   * @returns whether there has been one lately
   */
  checkLife(at: number): boolean {
    const { bytesRead } = this.#wire
    if (bytesRead !== this.#heardBytes) {
      this.#heardBytes = bytesRead
      this.#heardAt = at
    }
    // What was heard may have come a look earlier.
    if (at - this.#heardAt >= SILENCE_MS_MAX - SWEEP_INTERVAL_MS) return false
    if (at - this.#pingedAt >= PING_INTERVAL_MS && this.isOpen) {
      this.#pingedAt = at
      this.#wire.write(pingFrame)
    }
    return true
  }

  /**
   * How long the peer has taken nothing of what is queued, ms.
   *
   * @param at - Unix ms
   */
  stalledMs(at: number): number {
    const drained = this.queuedBytes === 0 ? -1 : drainedBytes(this.#wire)
    if (drained < 0 || drained !== this.#drainedBytes) {
      this.#drainedBytes = drained
      this.#drainedAt = at
    }
    return at - this.#drainedAt
  }

  /** Begins to close the connection. */
  close(code: number, reason: string): void {
    if (this.closeCode !== null) return
    this.closeCode = code
    this.#socket.close(code, reason)
  }

  /** Ends it without a word. */
  terminate(): void {
    this.#socket.terminate()
  }
}

/**
 * Bytes that the system has taken, to the byte also within a write that is under way: only the handle of the
 * socket knows that. Without it only whole writes count.
 */
function drainedBytes(wire: Socket): number {
  const handle: unknown = Reflect.get(wire, '_handle')
  if (typeof handle === 'object' && handle !== null) {
    const written: unknown = Reflect.get(handle, 'bytesWritten')
    const queued: unknown = Reflect.get(handle, 'writeQueueSize')
    if (typeof written === 'number' && typeof queued === 'number') return written - queued
  }
  return wire.bytesWritten - wire.writableLength
}
