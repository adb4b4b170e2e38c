import { describe, expect, it } from 'vitest'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import { SESSION_START, sessionInstruments } from '../testing/session-setup.fixture.ts'
import { perform, submit } from '../testing/stage.fixture.ts'
import type { Input } from './commands.ts'

const instrumentCount = 200
const [model] = sessionInstruments

/** Commands of a kind about an instrument that are all denied. */
const kinds: Readonly<Record<string, (instrumentId: number) => Input>> = {
  submit_order: (instrumentId) => submit(3, { instrumentId, side: 'buy', ...tooMuch }),
  'submit_group, for its first ticket': (instrumentId) => pair(instrumentId, tooMuch, {}),
  'submit_group, for its second ticket': (instrumentId) => pair(instrumentId, {}, { quantity: lots(1) }),
  set_leverage: (instrumentId) => ({ kind: 'set_leverage', accountId: 3, instrumentId, leverage: 1_000 }),
  close_position: (instrumentId) => ({
    kind: 'close_position',
    accountId: 3,
    clientOrderId: `close${instrumentId}`,
    instrumentId,
    quantity: null,
  }),
}

const tooMuch = { quantity: lots(400), limitPrice: ticks(600) }

/** One order triggers another one, in the next instrument. */
function pair(instrumentId: number, one: Partial<typeof tooMuch>, other: Partial<typeof tooMuch>): Input {
  const fields = { side: 'buy', type: 'limit', quantity: lots(2), limitPrice: ticks(10) } as const
  const next = instrumentId === 1_000 + instrumentCount ? 1_001 : instrumentId + 1
  const tickets = [
    submit(3, { ...fields, ...one, instrumentId }).ticket,
    submit(3, { ...fields, ...other, instrumentId: next }).ticket,
  ] as const
  return { kind: 'submit_group', accountId: 3, group: 'oto', tickets }
}

describe('denied commands', () => {
  it.each(Object.entries(kinds))('leave nothing behind: %s', (_, commandFor) => {
    if (model === undefined) throw new Error('a session has instruments')
    const ids = Array.from({ length: instrumentCount }, (_value, at) => 1_001 + at)
    const { engine } = perform(
      ids.map((instrumentId) => ({ kind: 'list_instrument', instrument: { ...model, instrumentId } })),
    )
    const account = engine.state.accountOf(3)
    const before = { positions: account.positions.size, hash: engine.stateHash() }
    const outcomes = new Set<string>()
    for (let count = 0; count < 10_000; count += 1) {
      outcomes.add(engine.execute(commandFor(ids[count % ids.length] ?? 0), SESSION_START).kind)
    }
    expect([...outcomes]).toEqual(['denied'])
    expect({ positions: account.positions.size, hash: engine.stateHash() }).toEqual(before)
    expect(account.held).toHaveLength(0)
  })
})
