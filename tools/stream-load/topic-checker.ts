import { parseTopic, publicChannels, type ChannelKind, type ResumePoint } from '@trading-pro/contracts'
import { BarsChecker } from './bars-checker.ts'
import { BookChecker } from './book-checker.ts'
import { StateChecker, type ContentChecker, type ReportFlaw } from './content-checker.ts'
import type { SharedContent } from './shared-content.ts'
import type { Tally } from './tally.ts'
import { TradesChecker } from './trades-checker.ts'

/** The envelope of a topic's message. */
export interface TopicEnvelope {
  readonly type: 'snapshot' | 'update'
  readonly topic: string
  readonly epoch: string
  readonly seq: number
  readonly firstSeq?: number
  readonly ts: number
  readonly data: unknown
}

/**
 * What must come next of a topic: what came of a resume, a snapshot, the updates that were missed, or
 * whatever follows from the number.
 */
type Expectation = 'resumed' | 'snapshot' | 'missed' | 'any'

/** Numbers that never came and may still come late. */
const MISSING_KEPT_MAX = 1_000

/** Checks what one client gets of one topic, over all its connections. */
export class TopicChecker {
  readonly #kind: ChannelKind
  readonly #content: ContentChecker
  readonly #shared: SharedContent
  readonly #report: ReportFlaw
  readonly #tally: Tally
  readonly #missing = new Set<number>()
  #point: ResumePoint | null = null
  #expected: Expectation = 'snapshot'

  /** @param client - what the flaws of this client are told apart by */
  constructor(topic: string, client: string, { tally, shared }: { tally: Tally; shared: SharedContent }) {
    this.#tally = tally
    this.#shared = shared
    this.#report = (kind, example, count) => tally.addFlaw(kind, `${client}, ${topic}: ${example}`, count)
    const parsed = parseTopic(topic)
    this.#kind = typeof parsed === 'string' ? 'state' : publicChannels[parsed.channel].kind
    this.#content = typeof parsed === 'string' ? new StateChecker() : this.#createContent(parsed)
  }

  /**
   * A new connection begins.
   *
   * @returns how far the client has come; `null`: it has nothing
   */
  connect(): ResumePoint | null {
    this.#missing.clear()
    this.#expected = this.#point === null ? 'snapshot' : 'resumed'
    return this.#point
  }

  resumed(isRecovered: boolean): void {
    if (this.#expected !== 'resumed') this.#report('resumeErrors', 'a `resumed` that nobody asked for')
    this.#expected = isRecovered ? 'missed' : 'snapshot'
    if (isRecovered) this.#tally.recovered += 1
    else this.#tally.notRecovered += 1
  }

  /** @param payload - the whole message as it came */
  take(message: TopicEnvelope, payload: Buffer): void {
    if (this.#expected === 'resumed') this.#report('resumeErrors', `a ${message.type} instead of \`resumed\``)
    if (message.type === 'snapshot') this.#takeSnapshot(message)
    else this.#takeUpdate(message)
    this.#compare(message, payload)
  }

  /**
   * With what others have. How a state came to be does not matter: one message may stand for several, or
   * bring the whole for a change. All else comes to everybody in the same words.
   */
  #compare({ type, epoch, seq, firstSeq }: TopicEnvelope, payload: Buffer): void {
    const isState = this.#content instanceof StateChecker
    const content = isState ? this.#content.text() : firstSeq === undefined ? payload : null
    // After a late message the state is that of another number.
    if (content === null || (isState && this.#point?.seq !== seq)) return
    if (this.#shared.isSame(`${isState ? 'state' : type}:${epoch}:${seq}`, content)) return
    this.#report('contentErrors', `${type} ${seq} is not what others got`)
  }

  #takeSnapshot({ epoch, seq, data }: TopicEnvelope): void {
    const expected = this.#expected
    const last = this.#point
    this.#expected = 'any'
    if (expected === 'missed') this.#report('resumeErrors', 'a snapshot after `recovered: true`')
    if (last?.epoch === epoch) {
      if (seq < last.seq) this.#report('reorders', `a snapshot at ${seq} after ${last.seq}`)
      if (expected === 'any' && this.#kind === 'log' && seq > last.seq) {
        this.#report('gaps', `a snapshot at ${seq} after ${last.seq} of a log`, seq - last.seq)
      }
    }
    this.#point = { epoch, seq }
    this.#content.snapshot(data)
  }

  #takeUpdate(message: TopicEnvelope): void {
    const { epoch, seq, firstSeq = seq, data } = message
    const last = this.#point
    const isFirst = this.#expected === 'snapshot'
    this.#expected = 'any'
    if (last === null || isFirst || last.epoch !== epoch) {
      this.#report('gaps', `update ${seq} of epoch ${epoch} without a snapshot`)
      this.#restart({ epoch, seq })
      return
    }
    if (firstSeq > seq) this.#report('protocolErrors', `firstSeq ${firstSeq} is after seq ${seq}`)
    if (seq <= last.seq) {
      this.#takeLate(seq, last.seq)
      return
    }
    this.#point = { epoch, seq }
    if (firstSeq <= last.seq) {
      this.#report('duplicates', `update ${firstSeq} to ${seq} after ${last.seq}`)
      this.#content.forget()
    } else if (firstSeq > last.seq + 1 && this.#kind !== 'clock') {
      this.#takeGap(last.seq + 1, firstSeq - 1)
    } else this.#content.update(data)
  }

  /** Late is what was missing, and a duplicate what was not. */
  #takeLate(seq: number, last: number): void {
    if (this.#missing.delete(seq)) {
      this.#report('reorders', `update ${seq} after ${last}`)
      this.#tally.flaws.gaps -= 1
    } else this.#report('duplicates', `update ${seq} after ${last}`)
  }

  #takeGap(first: number, last: number): void {
    this.#report('gaps', `updates ${first} to ${last} did not come`, last - first + 1)
    for (let seq = first; seq <= last && this.#missing.size < MISSING_KEPT_MAX; seq += 1) {
      this.#missing.add(seq)
    }
    this.#content.forget()
  }

  #restart(point: ResumePoint): void {
    this.#point = point
    this.#content.forget()
  }

  #createContent(topic: Exclude<ReturnType<typeof parseTopic>, string>): ContentChecker {
    switch (topic.channel) {
      case 'orderbook':
        return new BookChecker(topic.depth, this.#report)
      case 'trades':
        return new TradesChecker(this.#report, (count) => (this.#tally.trades += count))
      case 'chart_data':
        return new BarsChecker(this.#report, () => (this.#tally.closedBars += 1))
      default:
        return new StateChecker()
    }
  }
}
