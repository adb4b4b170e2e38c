import type { Socket } from 'node:net'
import type { ConnectionFault, Delay } from './fault.ts'
import type { SeededRandom } from './seeded-random.ts'

/** Bytes that a lane holds back at most before it stops reading. */
const HELD_BYTES_MAX = 1_048_576
/** A limit of speed may be used up in advance for so long, seconds. */
const BURST_SECONDS = 0.05
const THROTTLE_TICK_MS = 10

interface Held {
  /** `null`: the source has ended. */
  readonly chunk: Buffer | null
  readonly dueAt: number
}

interface PlannedEnding {
  readonly kind: 'cut' | 'reset'
  bytesLeft: number
}

/** The two ends of a lane, and what it tells. */
export interface LaneOptions {
  readonly source: Socket
  readonly sink: Socket
  readonly random: SeededRandom
  /** After the last byte that an ending lets through; `reset`: once the kernel has it. */
  readonly onEnding: (kind: 'cut' | 'reset') => void
}

/** One direction of a connection. What it holds is bounded: it reads no further than its sink takes. */
export class Lane {
  readonly #options: LaneOptions
  #delay: Pick<Delay, 'milliseconds' | 'jitter'> = { milliseconds: 0 }
  #bytesPerSecond = Infinity
  #allowance = 0
  #allowedAt = performance.now()
  #isPaused = false
  #isSwallowing = false
  #hasEnded = false
  #ending: PlannedEnding | null = null
  #held: Held[] = []
  #heldBytes = 0
  #timer: NodeJS.Timeout | undefined
  #forwarded = 0

  constructor(options: LaneOptions) {
    this.#options = options
    const { source, sink } = options
    source.on('data', (chunk: Buffer) => this.#hold(chunk))
    source.on('end', () => this.#hold(null))
    sink.on('drain', () => this.#pump())
  }

  /** Bytes that the sink was given. */
  get forwarded(): number {
    return this.#forwarded
  }

  /** Bytes that wait for their time. */
  get held(): number {
    return this.#heldBytes
  }

  /** Whether what happens at the source is kept from the sink. */
  get isSwallowing(): boolean {
    return this.#isSwallowing
  }

  /** Whether the source has said that nothing more comes. */
  get hasEnded(): boolean {
    return this.#hasEnded
  }

  apply(fault: ConnectionFault): void {
    switch (fault.kind) {
      case 'delay':
        this.#delay = fault
        break
      case 'throttle':
        this.#bytesPerSecond = fault.bytesPerSecond
        this.#allowance = 0
        this.#allowedAt = performance.now()
        break
      case 'cut':
      case 'reset':
        this.#ending = { kind: fault.kind, bytesLeft: fault.afterBytes ?? 0 }
        if (this.#ending.bytesLeft === 0) this.#end(this.#ending)
        break
      case 'half_open':
        this.swallow()
        break
      case 'pause':
      case 'resume':
        this.#isPaused = fault.kind === 'pause'
        break
      case 'clear':
        this.#delay = { milliseconds: 0 }
        this.#bytesPerSecond = Infinity
        this.#isPaused = false
        this.#ending = null
    }
    this.#pump()
  }

  /** From now on nothing comes through, and nobody is told. */
  swallow(): void {
    this.#isSwallowing = true
    this.#drop()
    this.#options.source.resume()
  }

  close(): void {
    this.#drop()
    this.#isSwallowing = true
  }

  #drop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#held = []
    this.#heldBytes = 0
  }

  #hold(chunk: Buffer | null): void {
    if (this.#isSwallowing) return
    if (chunk === null) this.#hasEnded = true
    const { milliseconds, jitter = 0 } = this.#delay
    const lateness = milliseconds + jitter * (jitter === 0 ? 0 : this.#options.random.next())
    // What is due before something that came earlier waits for it, so that the order is kept.
    this.#held.push({ chunk, dueAt: lateness === 0 ? 0 : performance.now() + lateness })
    this.#heldBytes += chunk?.length ?? 0
    if (this.#heldBytes >= HELD_BYTES_MAX) this.#options.source.pause()
    this.#pump()
  }

  #pump(): void {
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer)
      this.#timer = undefined
    }
    const { source, sink } = this.#options
    for (let [first] = this.#held; first !== undefined; [first] = this.#held) {
      if (this.#isPaused || sink.writableNeedDrain || sink.destroyed) break
      const waitMs = first.dueAt === 0 ? 0 : first.dueAt - performance.now()
      if (waitMs > 0) {
        this.#wait(waitMs)
        break
      }
      if (!this.#forward(first)) {
        this.#wait(THROTTLE_TICK_MS)
        break
      }
    }
    if (this.#heldBytes < HELD_BYTES_MAX / 2 && source.isPaused()) source.resume()
  }

  /** Gives the sink of the first what it may have; answers whether that was anything. */
  #forward({ chunk, dueAt }: Held): boolean {
    const { sink } = this.#options
    if (chunk === null) {
      this.#held.shift()
      sink.end()
      return true
    }
    const length = Math.min(chunk.length, this.#allowed(), this.#ending?.bytesLeft ?? Infinity)
    if (length === 0) return false
    const piece = chunk.subarray(0, length)
    if (length === chunk.length) this.#held.shift()
    else this.#held[0] = { chunk: chunk.subarray(length), dueAt }
    this.#heldBytes -= length
    this.#allowance -= length
    this.#forwarded += length
    const ending = this.#ending
    if (ending === null) {
      sink.write(piece)
      return true
    }
    ending.bytesLeft -= length
    if (ending.bytesLeft > 0) sink.write(piece)
    else sink.write(piece, () => this.#end(ending))
    if (ending.bytesLeft === 0) this.swallow()
    return true
  }

  #end(ending: PlannedEnding): void {
    this.swallow()
    this.#options.onEnding(ending.kind)
  }

  #allowed(): number {
    if (this.#bytesPerSecond === Infinity) return Infinity
    const now = performance.now()
    const earned = ((now - this.#allowedAt) / 1000) * this.#bytesPerSecond
    const most = Math.max(1, this.#bytesPerSecond * BURST_SECONDS)
    this.#allowance = Math.min(most, Math.max(0, this.#allowance) + earned)
    this.#allowedAt = now
    return Math.floor(this.#allowance)
  }

  #wait(milliseconds: number): void {
    this.#timer = setTimeout(() => this.#pump(), milliseconds)
  }
}
