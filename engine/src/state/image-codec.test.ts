import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Choices, valueOf, valuesOf, withoutShortcuts } from '../schema/choices.fixture.ts'
import { CodecError } from '../schema/codec-error.ts'
import { Reader } from '../schema/reader.ts'
import { Writer } from '../schema/writer.ts'
import { imageEntries, imageHead } from './image-codec-fields.ts'
import { orderImage } from './image-codec-order.ts'
import { decodeImage, encodeImage, encodeImageInPieces, readImage } from './image-codec.ts'
import { hashImage } from './state-hash.ts'
import type { OrderImage, StateImage } from './state-image.ts'

function imageOf(choices: Choices): StateImage {
  return {
    ...valueOf(imageHead, choices),
    accounts: valuesOf(imageEntries.accounts, choices, 3),
    orders: valuesOf(imageEntries.orders, choices, 3),
    groups: valuesOf(imageEntries.groups, choices, 3),
    recent: valuesOf(imageEntries.recent, choices, 3),
  }
}

const choices = fc.uint32Array({ maxLength: 1_500, size: 'max' }).map((numbers) => new Choices(numbers))
const images = choices.map(imageOf)
/** Always the same. */
const plenty = Uint32Array.from({ length: 1_500 }, (_none, index) => Math.imul(index + 1, 0x9e3779b1) >>> 8)

const empty: StateImage = {
  at: 0,
  nextOrderId: 1,
  nextGroupId: 1,
  nextPriority: 1,
  nextTimer: 1,
  dayTimerAt: null,
  dayTimer: 0,
  isSiteKilled: false,
  killedOwnerIds: [],
  instruments: [],
  currencies: [],
  accounts: [],
  orders: [],
  groups: [],
  recent: [],
}

function* ordersLike(order: OrderImage, count: number): Generator<OrderImage> {
  for (let orderId = 1; orderId <= count; orderId += 1) yield { ...order, orderId }
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe('the codec of state images', () => {
  it('gives back every image as it was', () => {
    fc.assert(
      fc.property(images, (image) => {
        expect(decodeImage(encodeImage(image))).toStrictEqual(image)
      }),
      { numRuns: 200 },
    )
  })

  it('has a shortcut for orders that writes and reads what the table says', () => {
    const byTable = withoutShortcuts(orderImage)
    fc.assert(
      fc.property(choices, (each) => {
        const order = valueOf(orderImage, each)
        const [fast, slow] = [new Writer(), new Writer()]
        orderImage.write(fast, order)
        byTable.write(slow, order)
        expect(hexOf(fast.view())).toBe(hexOf(slow.view()))
        expect(orderImage.read(new Reader(slow.view()))).toStrictEqual(byTable.read(new Reader(slow.view())))
      }),
    )
  })

  it('goes through parts that exist only while they are gone through, and hands them on one by one', () => {
    const order = valueOf(orderImage, new Choices(plenty))
    const count = 30_000
    const whole = encodeImage({ ...empty, orders: [...ordersLike(order, count)] })
    const pieces: string[] = []
    encodeImageInPieces({ ...empty, orders: ordersLike(order, count) }, (piece) => pieces.push(hexOf(piece)))
    expect(pieces.length).toBeGreaterThan(5)
    expect(pieces.join('') === hexOf(whole)).toBe(true)
    const seen: string[] = []
    readImage(whole, {
      head: ({ at }) => seen.push(`head ${at}`),
      account: () => seen.push('account'),
      order: ({ orderId }) => seen.push(`order ${orderId}`),
      group: () => seen.push('group'),
      recent: () => seen.push('recent'),
    })
    expect(seen.length).toBe(count + 1)
    expect([seen[0], seen[1], seen.at(-1)]).toEqual(['head 0', 'order 1', `order ${count}`])
  })

  it('has these bytes for an empty state: a later release still reads them', () => {
    const hex =
      '545053490100000001000000' +
      '000202020200000000000000000000' +
      '1b00000000000000' +
      '6e2bedb2a4d6eab83f6268cc9b0537a6'
    expect(hexOf(encodeImage(empty))).toBe(hex)
    expect(decodeImage(Buffer.from(hex, 'hex'))).toStrictEqual(empty)
  })
})

describe('a damaged state image', () => {
  const bytes = encodeImage(imageOf(new Choices(plenty)))

  it('is refused wherever it is cut, and with a byte too many', () => {
    for (let end = 0; end < bytes.length; end += 1)
      expect(() => decodeImage(bytes.subarray(0, end))).toThrow(CodecError)
    expect(() => decodeImage(Uint8Array.of(...bytes, 0))).toThrow(CodecError)
  })

  it('is refused with any one bit flipped', () => {
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = bytes.slice()
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(() => decodeImage(flipped)).toThrow(CodecError)
    }
  })

  it('is refused before any of it is handed over', () => {
    const broken = bytes.slice()
    broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1
    let calls = 0
    const count = (): void => void (calls += 1)
    const sink = { head: count, account: count, order: count, group: count, recent: count }
    expect(() => readImage(broken, sink)).toThrow('a state image is damaged: its checksum differs')
    expect(calls).toBe(0)
  })

  it('says what is wrong with it', () => {
    expect(() => decodeImage(new Uint8Array(5))).toThrow('a state image of 5 bytes is cut')
    expect(() => decodeImage(new Uint8Array(50))).toThrow('not a state image')
    const later = bytes.slice()
    later[4] = 9
    expect(() => decodeImage(later)).toThrow('a state image of format 9, not 1')
    expect(() => decodeImage(bytes.subarray(0, bytes.length - 1))).toThrow('is cut, damaged')
  })
})

describe('the state hash', () => {
  it('is 32 hexadecimal digits, the same for equal images', () => {
    fc.assert(
      fc.property(images, (image) => {
        const hash = hashImage(image)
        expect(hash).toMatch(/^[0-9a-f]{32}$/)
        expect(hashImage(decodeImage(encodeImage(image)))).toBe(hash)
      }),
      { numRuns: 50 },
    )
  })

  it('is that of the body, whatever the size of the pieces', () => {
    const order = valueOf(orderImage, new Choices(plenty))
    const orders = [...ordersLike(order, 5_000)]
    const hash = hashImage({ ...empty, orders })
    expect(hashImage({ ...empty, orders: ordersLike(order, 5_000) })).toBe(hash)
    orders[4_321] = { ...order, orderId: 4_322, revision: order.revision === 0 ? 1 : 0 }
    expect(hashImage({ ...empty, orders })).not.toBe(hash)
  })

  it('tells images apart that differ in one field', () => {
    const hash = hashImage(empty)
    const others = [
      { at: 1 },
      { nextTimer: 2 },
      { isSiteKilled: true },
      { dayTimerAt: 0 },
      { killedOwnerIds: [0] },
    ]
    for (const other of others) expect(hashImage({ ...empty, ...other })).not.toBe(hash)
    expect(hash).toBe('f78507bc12990365bcf70e32bcf70e32')
  })
})
