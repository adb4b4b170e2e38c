import { describe, expect, it } from 'vitest'
import { judgeMessage, type MessagePlace, type SequencePhase, type Verdict } from './topic-sequence.ts'

/** `s5` and `u5` are snapshot and update number 5; `u3-5` stands for three; `x:` is another epoch. */
function place(text: string): MessagePlace {
  const [, other, kind, first, last] = /^(x:)?([su])(\d+)(?:-(\d+))?$/.exec(text) ?? []
  const isRange = last !== undefined
  return {
    type: kind === 's' ? 'snapshot' : 'update',
    epoch: other === undefined ? 'e' : 'x',
    seq: Number(last ?? first),
    ...(isRange ? { firstSeq: Number(first) } : {}),
  }
}

const position = { epoch: 'e', seq: 5 }

interface Row {
  readonly phase: SequencePhase
  readonly message: string
  readonly verdict: Verdict
}
const row = (phase: SequencePhase, message: string, verdict: Verdict): Row => ({ phase, message, verdict })

describe('the sequence of a topic at number 5', () => {
  it.each([
    row('following', 'u6', 'apply'),
    row('following', 'u5', 'ignore'),
    row('following', 'u4', 'ignore'),
    row('following', 'u7', 'gap'),
    row('following', 'u6-9', 'apply'),
    row('following', 'u4-9', 'apply'),
    row('following', 'u7-9', 'gap'),
    row('following', 'u2-5', 'ignore'),
    row('following', 'x:u6', 'gap'),
    row('following', 'x:u0', 'gap'),
    row('following', 's5', 'known'),
    row('following', 's4', 'ignore'),
    row('following', 's9', 'apply'),
    row('following', 'x:s0', 'apply'),
    row('asking', 'u6', 'ignore'),
    row('asking', 'x:u6', 'ignore'),
    row('asking', 's4', 'ignore'),
    row('asking', 's5', 'apply'),
    row('asking', 's8', 'apply'),
    row('asking', 'x:s1', 'apply'),
    row('resuming', 'u6', 'ignore'),
    row('resuming', 'u8', 'ignore'),
    row('resuming', 's5', 'apply'),
    row('resuming', 's4', 'ignore'),
    row('resuming', 'x:s0', 'apply'),
  ])('$phase: $message -> $verdict', ({ phase, message, verdict }) => {
    expect(judgeMessage({ phase, position, isLog: false }, place(message))).toBe(verdict)
  })

  it('lets no snapshot stand for updates that a log has not told', () => {
    const log = { phase: 'following', position, isLog: true } as const
    expect(judgeMessage(log, place('s6'))).toBe('gap')
    expect(judgeMessage(log, place('s5'))).toBe('known')
    expect(judgeMessage({ ...log, phase: 'asking' }, place('s6'))).toBe('apply')
  })

  it('begins with a snapshot', () => {
    const start = { phase: 'asking', position: null, isLog: false } as const
    expect(judgeMessage(start, place('u1'))).toBe('ignore')
    expect(judgeMessage(start, place('s0'))).toBe('apply')
  })
})
