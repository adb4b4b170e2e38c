import { describe, expect, it } from 'vitest'
import type { Input } from '../command/commands.ts'
import { Engine } from '../engine.ts'
import type { Instrument } from '../instrument/instrument.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import { depthOf } from '../queries.ts'
import { compareInputs } from '../testing/compare.fixture.ts'
import { RECENT_ORDERS_MAX, sessionInstruments, SESSION_START } from '../testing/session-setup.fixture.ts'
import { submit } from '../testing/stage.fixture.ts'

/** The most that an order and a position may have, lots. Ten of them are beyond what a number can say. */
const QUANTITY_MAX = 1_000_000_000_000_000
const TRADERS = Array.from({ length: 24 }, (_, index) => index + 1)

function coin(): Instrument {
  const venueShares = sessionInstruments.find(({ instrumentId }) => instrumentId === 2)
  if (venueShares === undefined) throw new Error('a session has shares of a venue')
  return {
    ...venueShares,
    quantityMax: lots(QUANTITY_MAX),
    positionMax: lots(QUANTITY_MAX),
    orderValueMax: 1_000_000n,
    tickValue: { numerator: 1n, denominator: 1_000_000_000_000_000n },
  }
}

/** Everybody has enough for the most that there may be of a coin. */
function open(): Input[] {
  const settings = { fillModel: 'depth', latencyMs: 0, dailyLossMax: null, openOrdersMax: 9 } as const
  return [
    { kind: 'list_instrument', instrument: coin() },
    { kind: 'set_phase', instrumentId: 2, phase: 'continuous' },
    ...TRADERS.flatMap((accountId): Input[] => [
      {
        kind: 'open_account',
        accountId,
        ownerId: accountId,
        accountKind: 'margin',
        currency: 'USD',
        settings,
      },
      { kind: 'move_cash', accountId, amount: 1_000_000n },
    ]),
  ]
}

function asks(size: number): Input {
  return {
    kind: 'outside_book',
    instrumentId: 2,
    bids: [{ price: ticks(399), size: lots(QUANTITY_MAX) }],
    asks: [{ price: ticks(400), size: lots(size) }],
    last: null,
  }
}

/** Both implementations agree about all of it, and what is restored from the image goes on as it was. */
function engineAfter(inputs: readonly Input[]): Engine {
  const timed = inputs.map((input, index) => ({ input, at: SESSION_START + index }))
  expect(compareInputs(timed)).toBeNull()
  const engine = new Engine({ recentOrdersMax: RECENT_ORDERS_MAX })
  for (const { input, at } of timed) expect(engine.execute(input, at).kind).toBe('accepted')
  const pieces: Uint8Array[] = []
  engine.snapshot((piece) => pieces.push(piece.slice()))
  const restored = Engine.restore(Buffer.concat(pieces), { recentOrdersMax: RECENT_ORDERS_MAX })
  expect(restored.stateHash()).toBe(engine.stateHash())
  return engine
}

describe('more than a number can say', () => {
  it('is what all users together may want at one price', () => {
    const buys = TRADERS.map((accountId) =>
      submit(accountId, { side: 'buy', quantity: lots(QUANTITY_MAX), limitPrice: ticks(390) }),
    )
    const engine = engineAfter([...open(), asks(1), ...buys])
    const [, level] = depthOf(engine.state.instrumentOf(2), 'buy')
    expect(level).toMatchObject({ userQuantity: BigInt(QUANTITY_MAX) * 24n, orderCount: 24 })
  })

  it('is what all users together may hold of an instrument', () => {
    const buys = TRADERS.flatMap((accountId): Input[] => [
      asks(QUANTITY_MAX),
      submit(accountId, { side: 'buy', quantity: lots(QUANTITY_MAX), limitPrice: ticks(400) }),
      asks(0),
    ])
    const engine = engineAfter([...open(), ...buys])
    expect(engine.state.instrumentOf(2).housePosition).toBe(BigInt(QUANTITY_MAX) * -24n)
    expect(new Set([...engine.state.accounts.values()].map(({ cash }) => cash))).toEqual(
      new Set([1_000_000n - 400n - 1n]),
    )
  })
})
