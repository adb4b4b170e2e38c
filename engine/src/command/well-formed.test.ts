import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import { Choices, memberOf, offendingOf, valuesOf } from '../schema/choices.fixture.ts'
import type { AnyField } from '../schema/field.ts'
import { boundary } from '../schema/instrument-fields.ts'
import { wrongValues } from '../schema/wrong-values.fixture.ts'
import type { CancelOrder, Input, SubmitOrder } from './commands.ts'
import { inputFields } from './input-fields.ts'
import { takePlainInput } from './plain-inputs.ts'
import { findOffence, takeInput } from './well-formed.ts'

const submit: SubmitOrder = {
  kind: 'submit_order',
  accountId: 1,
  ticket: {
    clientOrderId: 'a-Z_9',
    instrumentId: 2,
    side: 'buy',
    type: 'limit',
    quantity: lots(5),
    notional: null,
    limitPrice: ticks(100),
    stopPrice: null,
    triggerBy: null,
    trailing: null,
    timeInForce: 'gtc',
    expiresAt: null,
    postOnly: 'no',
    reduceOnly: false,
    selfTradePrevention: 'cancel_newest',
    bracket: null,
  },
}
const cancel: CancelOrder = { kind: 'cancel_order', accountId: 1, orderId: 2 }
const amend = {
  kind: 'amend_order',
  accountId: 1,
  orderId: 2,
  revision: 3,
  quantity: 4,
  limitPrice: -5,
  stopPrice: null,
  trailingOffset: 6,
  timeInForce: 'gtd',
  expiresAt: 7,
}
const settings = { fillModel: 'depth', latencyMs: 0, dailyLossMax: null, openOrdersMax: 100 }
const open = {
  kind: 'open_account',
  accountId: 1,
  ownerId: 1,
  accountKind: 'cash',
  currency: 'USD',
  settings,
}
const trade = { kind: 'outside_trade', instrumentId: 1, price: 1, quantity: 1, aggressor: null, newSize: 0 }
const level = { price: 10, size: 1 }
const book = { kind: 'outside_book', instrumentId: 1, bids: [level], asks: [level], last: null }

const withTicket = (changes: object): unknown => ({ ...submit, ticket: { ...submit.ticket, ...changes } })

const tables = Object.entries<AnyField>(inputFields)
const choices = fc.uint32Array({ maxLength: 200, size: 'max' }).map((numbers) => new Choices(numbers))
const anyInput = choices.map((each) => memberOf<Input>(inputFields, each))
const anyValue = fc.oneof(
  fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }),
  fc.constantFrom(...wrongValues),
)
const { submit_order, cancel_order, amend_order, outside_levels, outside_book, outside_trade } = inputFields
const frequent = { submit_order, cancel_order, amend_order, outside_levels, outside_book, outside_trade }
type Frequent = Extract<Input, { kind: keyof typeof frequent }>

/** An input in which some values were exchanged for others, wherever they stand. */
function mutated(value: unknown, changes: readonly (readonly [number, unknown])[]): unknown {
  let count = 0
  const walk = (inner: unknown): unknown => {
    count += 1
    const change = changes.find(([place]) => place === count)
    if (change !== undefined) return change[1]
    if (Array.isArray(inner)) return inner.map(walk)
    if (typeof inner !== 'object' || inner === null) return inner
    return Object.fromEntries(Object.entries(inner).map(([name, each]) => [name, walk(each)]))
  }
  return walk(value)
}

describe('looking for an offence in an input', () => {
  it('finds none in an input of any kind', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        fc.pre(input.kind !== 'set_schedule')
        expect(findOffence(input)).toBeNull()
      }),
      { numRuns: 2_000 },
    )
  })

  it.each(tables)('names the one wrong place of %s', (_kind, field) => {
    fc.assert(
      fc.property(choices, (each) => {
        const { value, path } = offendingOf(field, each, wrongValues)
        expect(findOffence(value)).toBe(path)
      }),
      { numRuns: 300 },
    )
  })

  it('says yes at once only where the table says yes', () => {
    const inputs = fc.oneof(
      choices.map((each): unknown => memberOf<Frequent>(frequent, each)),
      fc.constantFrom<unknown>(submit, cancel, amend, trade, book, { ...trade, aggressor: 'sell' }),
    )
    const changes = fc.array(fc.tuple(fc.integer({ min: 2, max: 24 }), anyValue), { maxLength: 2 })
    fc.assert(
      fc.property(inputs, changes, (input, list) => {
        const changed = mutated(input, list)
        const offence = tableOffenceOf(changed)
        const plain = takePlainInput(changed)
        if (plain !== null)
          expect({ plain, offence }).toStrictEqual({ plain: tableCopyOf(changed), offence: null })
        expect(findOffence(changed)).toBe(offence)
      }),
      { numRuns: 5_000 },
    )
  })

  it('says yes at once to what comes by the hundred thousand', () => {
    const levels = { kind: 'outside_levels', instrumentId: 1, changes: [{ ...level, side: 'buy' }] }
    for (const input of [submit, cancel, amend, trade, book, levels]) {
      expect(takePlainInput(input)).toEqual(input)
    }
  })
})

function tableOf(input: unknown): AnyField | null {
  const kind = typeof input === 'object' && input !== null && 'kind' in input ? input.kind : null
  return tables.find(([name]) => name === kind)?.[1] ?? null
}

function tableOffenceOf(input: unknown): string | null {
  const table = tableOf(input)
  return table === null ? 'kind' : table.findOffence(input)
}

function tableCopyOf(input: unknown): unknown {
  return tableOf(input)?.copyOf(input)
}

describe('the bounds that hold without any state', () => {
  it.each<[string, unknown]>([
    ['kind', null],
    ['kind', undefined],
    ['kind', []],
    ['kind', 'tick'],
    ['kind', { kind: 'toString' }],
    ['kind', { kind: '__proto__' }],
    ['accountId', { ...cancel, accountId: -1 }],
    ['accountId', { ...cancel, accountId: '1' }],
    ['orderId', { ...cancel, orderId: 2 ** 53 }],
    ['orderId', { ...cancel, orderId: 1n }],
    ['ticket', { ...submit, ticket: null }],
    ['ticket.clientOrderId', withTicket({ clientOrderId: '' })],
    ['ticket.clientOrderId', withTicket({ clientOrderId: 'x'.repeat(65) })],
    ['ticket.clientOrderId', withTicket({ clientOrderId: 'with space' })],
    ['ticket.quantity', withTicket({ quantity: 0.5 })],
    ['ticket.quantity', withTicket({ quantity: undefined })],
    ['ticket.limitPrice', withTicket({ limitPrice: -0 })],
    ['ticket.notional', withTicket({ notional: 1n << 512n })],
    ['ticket.expiresAt', withTicket({ expiresAt: -1 })],
    ['ticket.trailing.unit', withTicket({ trailing: {} })],
    ['ticket.bracket.stopLoss.trailing.offset', withTicket({ bracket: stopLossOffset(0.5) })],
    ['settings.openOrdersMax', { ...open, settings: { ...settings, openOrdersMax: 0 } }],
    ['settings.openOrdersMax', { ...open, settings: { ...settings, openOrdersMax: 100_001 } }],
    ['settings.latencyMs', { ...open, settings: { ...settings, latencyMs: 60_001 } }],
    ['settings.dailyLossMax', { ...open, settings: { ...settings, dailyLossMax: 0n } }],
    ['currency', { ...open, currency: 'usd' }],
    ['price', { ...trade, price: 0 }],
    ['quantity', { ...trade, quantity: 10 ** 15 + 1 }],
    ['newSize', { ...trade, newSize: -1 }],
    ['asks[1].price', { ...book, asks: [level, { price: 0, size: 1 }] }],
    ['bids', { ...book, bids: { length: 0 } }],
    ['last', { ...book, last: 0 }],
  ])('are broken at %s', (path, input) => {
    expect(findOffence(input)).toBe(path)
  })

  it.each<[string, unknown]>([
    ['prices and quantities of tickets of any sign', withTicket({ limitPrice: -5, quantity: -1 })],
    ['an id of 2^53-1', { ...cancel, orderId: 2 ** 53 - 1 }],
    ['a level without size', { ...book, asks: [{ price: 10 ** 15, size: 0 }] }],
    ['a notional that a later rule refuses', withTicket({ notional: 1n << 100n })],
    ['an amount that a later rule refuses', { kind: 'move_cash', accountId: 1, amount: 1n << 100n }],
    ['a negative balance, which a later rule refuses', { kind: 'reset_account', accountId: 1, balance: -1n }],
    ['fields that nobody asks for', { ...cancel, note: Symbol('s') }],
    ['an input without a prototype', Object.assign(Object.create(null), cancel)],
  ])('are kept by %s', (_what, input) => {
    expect(findOffence(input)).toBeNull()
  })

  it('ask for strictly rising times of a schedule', () => {
    const kind = 'set_schedule'
    fc.assert(
      fc.property(choices, (each) => {
        const unique = new Map(valuesOf(boundary, each, 6).map((found) => [found.at, found]))
        const boundaries = [...unique.values()].sort((left, right) => left.at - right.at)
        expect(findOffence({ kind, instrumentId: 1, boundaries })).toBeNull()
        const [first] = boundaries
        if (first === undefined) return
        const twice = [...boundaries, first]
        expect(findOffence({ kind, instrumentId: 1, boundaries: twice })).toBe(
          `boundaries[${boundaries.length}].at`,
        )
      }),
    )
  })

  it('allow 10,000 boundaries', () => {
    const boundaries = Array.from({ length: 10_001 }, (_none, at) => ({ at, phase: 'halt', endsDay: false }))
    const schedule = { kind: 'set_schedule', instrumentId: 1, boundaries }
    expect(findOffence({ ...schedule, boundaries: boundaries.slice(1) })).toBeNull()
    expect(findOffence(schedule)).toBe('boundaries')
  })
})

function stopLossOffset(offset: number): unknown {
  const trailing = { unit: 'ticks', offset, activationPrice: null }
  return { takeProfit: null, stopLoss: { stopPrice: null, limitPrice: null, trailing, triggerBy: null } }
}

describe('hostile values', () => {
  it('never make it throw', () => {
    const inputs = fc.oneof(
      anyValue,
      fc
        .tuple(fc.constantFrom(...tables.map(([kind]) => kind)), fc.object())
        .map(([kind, rest]) => ({ ...rest, kind })),
    )
    fc.assert(
      fc.property(inputs, (input) => {
        const offence = findOffence(input)
        expect(offence === null || offence.length > 0).toBe(true)
      }),
      { numRuns: 3_000 },
    )
  })

  it('that throw when they are looked at are no input', () => {
    const fail = (): never => {
      throw new Error('hostile')
    }
    const getter = Object.defineProperty({ kind: 'cancel_order', accountId: 1 }, 'orderId', { get: fail })
    expect(findOffence(getter)).toBe('kind')
    expect(findOffence(new Proxy({}, { get: fail, getPrototypeOf: fail }))).toBe('kind')
  })

  it.each([NaN, -1, 1 / 2, '1', undefined, { valueOf: () => 1 }])(
    'that call %s the length of a list are no input',
    (length) => {
      const get = (target: object, name: string | symbol): unknown =>
        name === 'length' ? length : Reflect.get(target, name)
      const changes = new Proxy([{ ...level, side: 'buy' }], { get })
      expect(findOffence({ kind: 'outside_levels', instrumentId: 1, changes })).toBe('changes')
      expect(findOffence({ ...book, asks: new Proxy([level], { get }) })).toBe('asks')
    },
  )

  it('become plain ones that hold nothing else', () => {
    const heir = (to: object): unknown => Object.create({ ...to, note: [] }) as unknown
    const trailing = { unit: 'ticks', offset: 1, activationPrice: null }
    expect(takeInput(heir(cancel))).toStrictEqual(cancel)
    expect(takeInput(heir({ ...submit, ticket: heir(submit.ticket) }))).toStrictEqual(submit)
    const ticket = heir({ ...submit.ticket, trailing: heir(trailing) })
    expect(takeInput(heir({ ...submit, ticket }))).toStrictEqual(withTicket({ trailing }))
  })

  it('of huge size are refused without being walked through', () => {
    const changes: unknown[] = []
    changes.length = 4_000_000_000
    expect(findOffence({ kind: 'outside_levels', instrumentId: 1, changes })).toBe('changes')
    expect(findOffence(withTicket({ clientOrderId: 'x'.repeat(100_000_000) }))).toBe('ticket.clientOrderId')
    expect(findOffence({ kind: 'move_cash', accountId: 1, amount: 1n << 1_000_000n })).toBe('amount')
  })
})
