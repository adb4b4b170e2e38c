import { describe, expect, it } from 'vitest'
import type { Input } from '../command/commands.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import type { InputCheck } from '../testing/checks.fixture.ts'
import { inputChecks } from '../testing/input-invariants.fixture.ts'
import { SESSION_START, setupInputs } from '../testing/session-setup.fixture.ts'
import { perform, submit } from '../testing/stage.fixture.ts'
import { cheapChecks, costlyChecks } from '../testing/state-invariants.fixture.ts'
import { Watch } from '../testing/watch.fixture.ts'

const stateChecks = { ...cheapChecks, ...costlyChecks }

/** Account 1 (cash) bought 3 of 5 from account 3 (margin), and both have orders in the book. */
const trading = () =>
  perform([
    submit(3, {}),
    submit(1, { side: 'buy', quantity: lots(3) }),
    submit(1, { side: 'buy', limitPrice: ticks(390) }),
  ])

type Performed = ReturnType<typeof trading>

/** What a check says after something was done to what the inputs left. */
function lookAfter(name: string, tamper: (performed: Performed) => void): string | null {
  const performed = trading()
  tamper(performed)
  const check = stateChecks[name]
  if (check === undefined) throw new Error(`there is no check ${name}`)
  return check(performed.engine, performed.ledger)
}

function accountOf({ engine }: Performed, accountId: number) {
  return engine.state.accountOf(accountId)
}

function positionOf(performed: Performed) {
  const position = accountOf(performed, 1).positions.get(2)
  if (position === undefined) throw new Error('account 1 has a position')
  return position
}

describe('each check of the state', () => {
  it('finds nothing where all is right', () => {
    for (const name of Object.keys(stateChecks))
      expect(
        lookAfter(name, () => undefined),
        name,
      ).toBeNull()
  })

  it('E1 sees a bid that meets an ask', () => {
    const found = lookAfter('E1', ({ engine }) => {
      engine.state.instrumentOf(2).book.setDisplayed('buy', ticks(400), lots(1))
    })
    expect(found).toBe('VENUE: 400 meets 400')
  })

  it('E8 sees a book that has lost an order or some of its lots', () => {
    const lost = lookAfter('E8', ({ engine }) => {
      const order = engine.state.orderOf(1)
      order.instrument.book.remove(order.slot)
    })
    expect(lost).toBe('the book holds the orders that rest')
    const less = lookAfter('E8', ({ engine }) => {
      const order = engine.state.orderOf(1)
      order.instrument.book.reduce(order.slot, lots(1))
    })
    expect(less).toContain('sell 400')
  })

  it('A1 and A2 see money and lots that come from nowhere', () => {
    expect(lookAfter('A1', (performed) => (accountOf(performed, 1).cash += 1n))).toBe(
      '1 USD came from nowhere',
    )
    const lost = lookAfter('A2', ({ engine }) => {
      engine.state.instrumentOf(2).housePosition = 1n
    })
    expect(lost).toBe('1 lots of VENUE came from nowhere')
  })

  it('A3 sees a cash account that spends or sells what it has not', () => {
    expect(lookAfter('A3', (performed) => (accountOf(performed, 1).cash = 0n))).toContain('available')
    expect(lookAfter('A3', (performed) => (positionOf(performed).quantity = lots(-1)))).toContain('short')
    expect(lookAfter('A3', (performed) => (positionOf(performed).openSells = lots(4)))).toContain('offers')
  })

  it('A4 sees holds of orders, positions and accounts that are not by the rules', () => {
    expect(lookAfter('A4', ({ engine }) => (engine.state.orderOf(3).hold += 1n))).toContain('order 3 holds')
    expect(lookAfter('A4', (performed) => (positionOf(performed).buyHold += 1n))).toContain(
      'positions.2.buyHold',
    )
    expect(lookAfter('A4', (performed) => (accountOf(performed, 1).hold += 1n))).toContain('hold')
  })

  it('A5 sees positions and cash that are not those of the fills', () => {
    expect(lookAfter('A5', (performed) => (positionOf(performed).cost += 1n))).toContain('cost: 3001n')
    expect(lookAfter('A5', (performed) => (positionOf(performed).realizedPnl += 1n))).toContain(
      'realizedPnl: 1n',
    )
    expect(lookAfter('A5', (performed) => (accountOf(performed, 1).cash += 1n))).toContain('by its fills')
  })

  it('A6 and A7 see profits and fees that do not add up', () => {
    expect(lookAfter('A6', (performed) => (accountOf(performed, 1).cash -= 1n))).toContain('by its profits')
    expect(lookAfter('A7', ({ engine }) => (engine.state.systemOf('USD').fees += 1n))).toContain(
      'charged were',
    )
  })

  it('A6 sees an account that is worth less than is told, and one that should be liquidated', () => {
    expect(lookAfter('A6 figures', (performed) => (accountOf(performed, 3).cash += 1n))).toContain('equity')
    const found = lookAfter('A6 limits', ({ ledger }) => {
      const account = ledger.accounts.get(3)
      if (account !== undefined) account.cash = 0n
    })
    expect(found).toContain('is not liquidated')
  })

  it('O1 to O3 see orders that are not as their events made them', () => {
    const look = (tamper: (performed: Performed) => void) => lookAfter('O1 O2 O3', tamper)
    expect(look(({ engine }) => (engine.state.orderOf(1).filled = lots(2)))).toContain('order 1 filled')
    expect(look(({ engine }) => (engine.state.orderOf(1).filledValue += 1n))).toContain('filledValue')
    expect(look(({ engine }) => (engine.state.orderOf(1).status = 'new'))).toContain("status: 'new'")
    expect(look(({ ledger }) => ledger.open.delete(1))).toContain('did not end')
  })
})

/** What a check of an input says when something is done to the engine after the input. */
function lookBehind(name: string, input: Input, tamper: (performed: Performed) => void): string | null {
  const performed = trading()
  const { engine, ledger } = performed
  const check: InputCheck | undefined = inputChecks[name]
  const situation = { timed: { input, at: SESSION_START }, engine, ledger, isCostly: true }
  const after = check?.before(situation) ?? null
  if (after === null) throw new Error(`${name} looks at the input`)
  const outcome = engine.execute(input, SESSION_START)
  for (const event of outcome.events) ledger.apply(event)
  tamper(performed)
  return after(outcome)
}

const unknown: Input = { kind: 'cancel_order', accountId: 3, orderId: 99 }
const nothing = (): void => undefined

describe('each check of an input', () => {
  it('A8 sees a refusal that leaves a trace', () => {
    expect(lookBehind('A8', unknown, nothing)).toBeNull()
    const found = lookBehind('A8', unknown, (performed) => (accountOf(performed, 3).cash += 1n))
    expect(found).toContain('a refusal changed accounts[2].cash')
  })

  it('sees a preview that promises something else', () => {
    const cancel: Input = { kind: 'cancel_order', accountId: 3, orderId: 1 }
    expect(lookBehind('preview', cancel, nothing)).toBeNull()
    const { engine, ledger } = trading()
    const situation = { timed: { input: cancel, at: SESSION_START }, engine, ledger, isCostly: true }
    const after = inputChecks['preview']?.before(situation)
    expect(after?.(engine.execute(unknown, SESSION_START))).toContain('by the preview')
  })

  it('O5 sees an answer that is not that of the first order under its client order id', () => {
    const input = submit(3, {})
    const { engine, ledger } = perform([])
    const look = (sent: Input) => {
      const situation = { timed: { input: sent, at: SESSION_START }, engine, ledger, isCostly: true }
      return inputChecks['O5']?.before(situation)
    }
    const first = look(input)
    const outcome = engine.execute(input, SESSION_START)
    for (const event of outcome.events) ledger.apply(event)
    expect(first?.(outcome)).toBeNull()
    const duplicate = engine.execute(input, SESSION_START)
    expect(duplicate.kind).toBe('duplicate')
    expect(look(input)?.(duplicate)).toBeNull()
    expect(look(input)?.({ kind: 'accepted', events: [], orderId: 2 })).toContain('was sent again')
    expect(look(input)?.({ kind: 'duplicate', events: [], orderId: 2 })).toContain('order 2 told again')
    const other: Input = { ...input, ticket: { ...input.ticket, postOnly: 'reject' } }
    expect(look(other)?.(engine.execute(other, SESSION_START))).toBeNull()
    expect(look(other)?.(duplicate)).toContain('of another order')
    expect(look(submit(3, {}))?.(duplicate)).toContain('for another one')
  })

  it.each<[string, Input]>([
    ['an order', submit(4, { side: 'buy', quantity: lots(50), limitPrice: ticks(300) })],
    ['a market order', submit(4, { side: 'buy', type: 'market', timeInForce: 'ioc', limitPrice: null })],
    ['a withdrawal', { kind: 'move_cash', accountId: 4, amount: -9n }],
  ])('A3 sees %s on margin that is not there', (_, input) => {
    const look = (cash: bigint | null) => {
      const { engine, ledger } = trading()
      const account = ledger.accounts.get(4)
      if (cash !== null && account !== undefined) account.cash = cash
      const situation = { timed: { input, at: SESSION_START }, engine, ledger, isCostly: true }
      const after = inputChecks['A3 margin']?.before(situation)
      const outcome = engine.execute(input, SESSION_START)
      expect(outcome.kind).toBe('accepted')
      return after?.(outcome)
    }
    expect(look(null)).toBeNull()
    expect(look(5n)).toContain('where 5 is there')
  })

  it('A6 sees an event of risk that tells another equity', () => {
    const settings = { fillModel: 'depth', latencyMs: 0, dailyLossMax: 5n, openOrdersMax: 9 } as const
    const input: Input = { kind: 'configure_account', accountId: 3, settings }
    const tamper = ({ ledger }: Performed): void => {
      const account = ledger.accounts.get(3)
      if (account !== undefined) account.cash += 7n
    }
    // The timer of the day comes after the baseline, so that a second account shows it.
    const { engine, ledger } = perform([{ ...input, accountId: 4 }])
    const timed = { input, at: SESSION_START }
    const after = inputChecks['A6 equity']?.before({ timed, engine, ledger, isCostly: true })
    const outcome = engine.execute(input, SESSION_START)
    expect(outcome.events.at(-1)?.kind).toBe('loss_baseline_set')
    expect(after?.(outcome)).toBeNull()
    tamper({ engine, ledger, events: [] })
    expect(after?.(outcome)).toContain('by the rules')
  })
})

describe('a watched engine', () => {
  it('says which invariant an input broke, and J5 when the fold differs', () => {
    const watch = new Watch(10, { costly: 1, fold: 1_000 })
    for (const input of setupInputs()) expect(watch.run({ input, at: SESSION_START })).toBeNull()
    expect(watch.compareFold()).toBeNull()
    watch.engine.state.accountOf(1).cash += 1n
    expect(watch.compareFold()).toContain('J5: accounts[0].cash')
    expect(watch.run({ input: { kind: 'tick' }, at: SESSION_START })).toContain('A1: 1 USD')
  })
})
