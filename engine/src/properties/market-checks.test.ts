import { describe, expect, it } from 'vitest'
import type { AmendOrder, Input } from '../command/commands.ts'
import type { EngineEvent } from '../event/events.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import { eventChecks } from '../testing/event-invariants.fixture.ts'
import { inputChecks } from '../testing/input-invariants.fixture.ts'
import type { Ledger, LedgerOrder } from '../testing/ledger.fixture.ts'
import { SESSION_START } from '../testing/session-setup.fixture.ts'
import { perform, stage, submit } from '../testing/stage.fixture.ts'
import { cheapChecks, costlyChecks } from '../testing/state-invariants.fixture.ts'

const stateChecks = { ...cheapChecks, ...costlyChecks }

/** What a check of events says of one that is edited. */
function look<Event extends EngineEvent>(
  name: string,
  { event, ledger }: { event: Event; ledger: Ledger },
  edits: Partial<Event> = {},
): string | null {
  const check = eventChecks[name]
  if (check === undefined) throw new Error(`there is no check ${name}`)
  return check({ ...event, ...edits }, ledger)
}

/** What a check of the state says after something was done to what the inputs left. */
function lookAfter(
  name: string,
  inputs: readonly Input[],
  tamper: (performed: ReturnType<typeof perform>) => void,
): string | null {
  const performed = perform(inputs)
  const check = stateChecks[name]
  if (check === undefined) throw new Error(`there is no check ${name}`)
  expect(check(performed.engine, performed.ledger)).toBeNull()
  tamper(performed)
  return check(performed.engine, performed.ledger)
}

function orderIn(ledger: Ledger, orderId: number): LedgerOrder {
  const order = ledger.orders.get(orderId)
  if (order === undefined) throw new Error(`there is no order ${orderId}`)
  return order
}

function amend(accountId: number, orderId: number, fields: Partial<AmendOrder>): AmendOrder {
  return {
    kind: 'amend_order',
    accountId,
    orderId,
    revision: null,
    quantity: null,
    limitPrice: null,
    stopPrice: null,
    trailingOffset: null,
    timeInForce: null,
    expiresAt: null,
    ...fields,
  }
}

const market = { type: 'market', timeInForce: 'ioc', limitPrice: null } as const
const print: Input = {
  kind: 'outside_trade',
  instrumentId: 2,
  price: ticks(395),
  quantity: lots(1),
  aggressor: null,
  newSize: null,
}
const stop = { type: 'stop', limitPrice: null, stopPrice: ticks(396), triggerBy: 'last' } as const

describe('each check of a place', () => {
  it.each([
    ['more lots', { quantity: lots(6) }, true],
    ['another price', { limitPrice: ticks(401) }, true],
    ['fewer lots', { quantity: lots(4) }, false],
    ['another time in force', { timeInForce: 'day' }, false],
  ] as const)('E3 sees an amend to %s that says the wrong thing of its place', (_, fields, losesPlace) => {
    const replaced = stage('order_replaced', [submit(3, {}), amend(3, 1, fields)])
    expect(replaced.event.losesPlace).toBe(losesPlace)
    expect(look('E3 place', replaced)).toBeNull()
    const found = look('E3 place', replaced, { losesPlace: !losesPlace })
    expect(found).toBe(`amended order 1 ${losesPlace ? 'keeps' : 'loses'} its place`)
  })

  it('E3 sees a leg that grows and says nothing of its new place', () => {
    const legs = { takeProfit: ticks(410), stopLoss: null }
    const [first, second] = [lots(2), lots(3)]
    const grown = stage('order_resized', [
      submit(6, { side: 'buy', bracket: legs }),
      submit(3, { quantity: first }),
      submit(4, { quantity: second }),
    ])
    expect(grown.event.queueAhead).toBe(0)
    expect(look('E3 place', grown)).toBeNull()
    expect(look('E3 place', grown, { queueAhead: null })).toContain('keeps its place')
  })

  it('E3 sees orders of one price that stand in another order than they came', () => {
    const found = lookAfter('E3 queue', [submit(3, {}), submit(4, {})], ({ ledger }) => {
      orderIn(ledger, 1).turn = 9
    })
    expect(found).toBe('order 2 stands too far back')
  })
})

describe('each check of an exit', () => {
  it('E6 sees one that waits beside what it could take, where trading goes on', () => {
    const inputs = [submit(3, { side: 'buy', limitPrice: ticks(390) })]
    const exit = ({ ledger }: ReturnType<typeof perform>) => {
      Object.assign(orderIn(ledger, 1), { place: 'exit', limitPrice: null })
    }
    expect(lookAfter('E6 exits', inputs, exit)).toBe('exit 1 waits, and could take at 420')
    const closed = { kind: 'set_phase', instrumentId: 2, phase: 'halt' } as const
    expect(lookAfter('E6 exits', [...inputs, closed], exit)).toBeNull()
  })

  it('E6 sees exits that close more than there is, and one of the other side', () => {
    const bought = [submit(3, {}), submit(6, { side: 'buy' })]
    const exit = submit(6, { reduceOnly: true, limitPrice: ticks(410) })
    const look = (change: Partial<LedgerOrder>) => {
      return lookAfter('E6 closing', [...bought, exit], ({ ledger }) => {
        Object.assign(orderIn(ledger, 3), change)
      })
    }
    expect(look({ quantity: lots(6) })).toBe('account 6 would sell 6 of 5 in instrument 2')
    expect(look({ side: 'buy' })).toContain('would buy 5 of 0')
    // With latency: what never rests is held against the position alone while it is on its way.
    expect(look({ quantity: lots(6), place: 'latency' })).toContain('would sell 6 of 5')
    expect(look({ quantity: lots(6), place: 'latency', type: 'market' })).toBeNull()
  })

  it('E6 sees a liquidation that gives up', () => {
    const canceled = stage('order_canceled', [submit(6, { ...market, side: 'buy', quantity: lots(51) })])
    expect(canceled.event.reason).toBe('no_liquidity')
    expect(look('E6', canceled)).toBeNull()
    orderIn(canceled.ledger, 1).role = 'liquidation'
    expect(look('E6', canceled)).toContain('exit 1 gives up')
  })
})

describe('each check of what is outside', () => {
  const taking = submit(6, { ...market, side: 'buy' })

  it('E8 sees a fill of more than the feed and the fills before have left', () => {
    const taken = stage('traded', [taking, { ...taking, accountId: 3 }])
    expect(taken.event.evidence).toMatchObject({ source: 'level', price: 420, size: 45 })
    expect(look('E8 outside', taken)).toBeNull()
    const evidence = { ...taken.event.evidence, size: lots(50) }
    expect(look('E8 outside', taken, { evidence })).toBe('50 at 420, by the feed 45')
    expect(look('E8 outside', taken, { quantity: lots(46) })).toBe('46 taken of 45')
    const quoted = stage('traded', [{ ...taking, accountId: 4 }])
    expect(quoted.event.evidence.source).toBe('quote')
    expect(look('E8 outside', quoted)).toBeNull()
    for (const wrong of [{ size: lots(51) }, { price: ticks(421) }]) {
      const changed = { ...quoted.event.evidence, ...wrong }
      expect(look('E8 outside', quoted, { evidence: changed })).toContain('by the feed')
    }
  })

  it('E8 sees an order that joins or fills in another place of the queue', () => {
    const joining = submit(3, { side: 'buy', limitPrice: ticks(380) })
    const joined = stage('order_accepted', [joining])
    expect(look('E8 queue', joined)).toBeNull()
    expect(look('E8 queue', joined, { queueAhead: lots(0) })).toContain('by the feed behind 50')
    const filled = stage('traded', [joining, { ...print, price: ticks(380), quantity: lots(53) }])
    expect(filled.event.quantity).toBe(3)
    expect(look('E8 queue', filled)).toBeNull()
    expect(look('E8 queue', filled, { quantity: lots(4) })).toBe('order 1 gets 4 of 53 behind 50')
    const evidence = { ...filled.event.evidence, queueAhead: lots(49) }
    expect(look('E8 queue', filled, { evidence })).toContain('by the feed behind 50')
  })

  it('E8 sees a book that keeps another size, or another queue', () => {
    const bookOf = ({ engine }: ReturnType<typeof perform>) => engine.state.instrumentOf(2).book
    const found = lookAfter('E8 outside', [taking], (performed) => {
      const level = bookOf(performed).bestLevel('sell')
      bookOf(performed).consume(level, lots(1))
    })
    expect(found).toBe('VENUE sell 420.consumed: 6, by the feed 5')
    const joining = submit(3, { side: 'buy', limitPrice: ticks(380) })
    const moved = lookAfter('E8 outside', [joining], ({ engine, ledger }) => {
      const { slot, instrument } = engine.state.orderOf(1)
      instrument.book.restoreAhead(slot, lots(7))
      expect(ledger.market.outside.aheadOf(1)).toBe(50)
    })
    expect(moved).toBe('order 1 waits behind 7, by the feed behind 50')
  })
})

describe('each check of a number', () => {
  const trailing = { unit: 'ticks', offset: 5, activationPrice: null } as const
  const trail = submit(3, { type: 'trailing_stop', limitPrice: null, trailing })

  it('E9 sees prices, stops and offsets of new orders out of bounds', () => {
    const accepted = stage('order_accepted', [trail])
    expect(look('E9', accepted)).toBeNull()
    const wrongs: Partial<typeof accepted.event>[] = [
      { stopPrice: ticks(0) },
      { watermark: ticks(0) },
      { trailing: { ...trailing, offset: 0 } },
      { trailing: { ...trailing, offset: 5_001 } },
      { trailing: { ...trailing, unit: 'ppm', offset: 1_000_000 } },
      { trailing: { ...trailing, activationPrice: ticks(5_001) } },
      { quantity: lots(401) },
      { hold: -1n },
      { queueAhead: lots(-1) },
      { dueAt: accepted.event.at },
    ]
    for (const wrong of wrongs)
      expect(look('E9', accepted, wrong), JSON.stringify(Object.keys(wrong))).not.toBeNull()
  })

  it('E9 sees amended terms out of bounds, but not those that stay', () => {
    const replaced = stage('order_replaced', [submit(3, {}), amend(3, 1, { quantity: lots(6) })])
    const { definition } = replaced.ledger.instruments.get(2) ?? {}
    expect(definition?.priceMax).toBe(5_000)
    expect(look('E9', replaced)).toBeNull()
    expect(look('E9', replaced, { limitPrice: ticks(5_001) })).toContain('outside 1 to 5000')
    expect(look('E9', replaced, { quantity: lots(401) })).toContain('outside 1 to 400')
    orderIn(replaced.ledger, 1).limitPrice = ticks(5_001)
    expect(look('E9', replaced, { limitPrice: ticks(5_001) })).toBeNull()
  })

  it('E9 sees trades with sizes and evidence that cannot be', () => {
    const trade = stage('traded', [submit(3, {}), submit(6, { side: 'buy' })])
    const { maker, evidence } = trade.event
    if (maker === null) throw new Error('the trade is one between users')
    const wrongs: Partial<typeof trade.event>[] = [
      { quantity: lots(0) },
      { notional: -1n },
      { price: ticks(5_001) },
      { evidence: { ...evidence, size: lots(4) } },
      { evidence: { ...evidence, price: ticks(0) } },
      { evidence: { ...evidence, queueAhead: null } },
      { maker: { ...maker, leaves: lots(-1) } },
    ]
    expect(look('E9', trade)).toBeNull()
    for (const wrong of wrongs)
      expect(look('E9', trade, wrong), JSON.stringify(Object.keys(wrong))).not.toBeNull()
  })
})

describe('each check of a trigger', () => {
  it('E10 sees a price that its reference does not have, or that counts for nothing', () => {
    const fired = stage('order_triggered', [submit(3, stop), print])
    expect(look('E10 rule 7', fired)).toBeNull()
    expect(look('E10 rule 7', fired, { price: ticks(394) })).toContain('no last that counts')
    const lonely = { ...print, price: ticks(100) }
    // One print far away fires nothing, the second one confirms it.
    const confirmed = stage('order_triggered', [submit(3, stop), lonely, lonely])
    expect(look('E10 rule 7', confirmed)).toBeNull()
    expect(look('E10 rule 7', confirmed, { price: ticks(400) })).toContain('no last that counts')
  })

  it('E10 sees a stop that fires on stale prices', () => {
    const fired = stage('order_triggered', [submit(3, stop), print])
    const late = fired.event.at + 20_000
    expect(look('E10 rule 7', fired, { at: late - 1 })).toBeNull()
    expect(look('E10 rule 7', fired, { at: late })).toContain('stale')
  })

  it('E10 sees a trailing stop that is not where its offset puts it', () => {
    const trailing = { unit: 'ticks', offset: 3, activationPrice: null } as const
    const order = submit(3, { type: 'trailing_stop', limitPrice: null, triggerBy: 'last', trailing })
    const fired = stage('order_triggered', [order, print])
    expect(look('E10 rule 7', fired)).toBeNull()
    expect(look('E10 rule 7', fired, { stopPrice: ticks(398) })).toContain('by its offset at 397')
  })

  it('E10 sees a stop that is met and waits on', () => {
    const found = lookAfter('E10 met', [submit(3, stop), { ...print, price: ticks(397) }], ({ ledger }) => {
      orderIn(ledger, 1).stopPrice = ticks(397)
    })
    expect(found).toContain('order 1 waits at 397')
  })
})

describe('each check of money on the way', () => {
  it('A3 sees a cash account that spends more than it has in the midst of an input', () => {
    const trade = stage('traded', [submit(3, {}), submit(1, { side: 'buy' })])
    expect(look('A3 moment', trade)).toBeNull()
    const account = trade.ledger.accounts.get(1)
    if (account !== undefined) account.cash = 5_000n
    expect(look('A3 moment', trade)).toMatch(/leaves -\d+ available/)
  })

  const resting = submit(5, { side: 'buy', limitPrice: ticks(300) })

  it.each<[string, readonly Input[]]>([
    ['an amend', [resting, amend(5, 1, { quantity: lots(50) })]],
    ['a market order', [submit(5, { ...market, side: 'buy' })]],
  ])('A3 sees %s that is not covered when its latency has passed', (_, inputs) => {
    const look = (cash: bigint | null) => {
      // The order that is amended has reached the exchange before.
      const { engine, ledger } = perform(inputs.slice(0, -1))
      const run = (input: Input, at: number) => {
        const check = inputChecks['A3 late']?.before({
          timed: { input, at },
          engine,
          ledger,
          isCostly: false,
        })
        const outcome = engine.execute(input, at)
        ledger.market.hear(input, at, outcome)
        for (const event of outcome.events) ledger.apply(event)
        return check?.(outcome) ?? null
      }
      expect(run({ kind: 'tick' }, SESSION_START + 40)).toBeNull()
      const [last] = inputs.slice(-1)
      if (last !== undefined) run(last, SESSION_START + 40)
      const account = ledger.accounts.get(5)
      if (cash !== null && account !== undefined) account.cash = cash
      return run({ kind: 'tick' }, SESSION_START + 80)
    }
    expect(look(null)).toBeNull()
    expect(look(5n)).toContain('where 5 is there')
  })
})
