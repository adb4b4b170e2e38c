import { crc32 } from 'node:zlib'
import { expect, it } from 'vitest'
import { clientUnderTest, messageOf, recorder } from './fake-socket.fixture.ts'
import { followOrderBook } from './follow-order-book.ts'

const TOPIC = 'orderbook:SIM:AAPL:10'
const change = (quantity: number, crc: number) => ({ data: { bids: [[10, quantity]], asks: [], crc } })

it('a followed book is fetched again, once, when a checksum is wrong; meanwhile it is empty', async () => {
  const { client, open, clock } = clientUnderTest()
  const shown: string[] = []
  const followed = followOrderBook(client, {
    symbol: 'SIM:AAPL',
    depth: 10,
    onChange: ({ isSound, bids }) => shown.push(`${String(isSound)} ${JSON.stringify(bids)}`),
  })
  const socket = await open()
  const snapshot = { priceScale: 100, quantityScale: 1, bids: [[10, 1]], asks: [], crc: crc32('|1000:1') }
  socket.say(messageOf('snapshot', TOPIC, { data: snapshot }))
  socket.say(messageOf('update', TOPIC, { seq: 1, ...change(2, crc32('|1000:2')) }))
  socket.say(messageOf('update', TOPIC, { seq: 2, ...change(3, 1) }))
  socket.say(messageOf('update', TOPIC, { seq: 3, ...change(4, 1) }))
  await clock.advance(0)
  expect(shown).toEqual(['true [[10,1]]', 'true [[10,2]]', 'false []'])
  expect(socket.sent.slice(1)).toEqual([{ type: 'subscribe', id: 2, topics: [TOPIC] }])
  socket.say(messageOf('snapshot', TOPIC, { seq: 3, data: snapshot }))
  expect(followed.book.bids).toEqual([[10, 1]])
  followed.close()
  await clock.advance(0)
  expect(socket.sent.at(-1)).toEqual({ type: 'unsubscribe', id: 3, topics: [TOPIC] })
})

it('a followed book whose first snapshot is wrong is fetched again at a pace', async () => {
  const { client, open, clock } = clientUnderTest()
  followOrderBook(client, { symbol: 'SIM:AAPL', depth: 10, onChange: () => undefined })
  const socket = await open()
  const data = { priceScale: 100, quantityScale: 1, bids: [], asks: [], crc: 1 }
  let answered = 0
  for (let waited = 0; waited < 60_000; waited += 500) {
    while (answered < socket.sent.length) {
      answered += 1
      socket.say(messageOf('snapshot', TOPIC, { seq: 0, data }))
    }
    socket.say({ type: 'heartbeat', serverTime: 1 })
    await clock.advance(500)
  }
  // At once, then 0.5, 1, 2, 4, 8, 16 and 30 s apart.
  expect(answered).toBeGreaterThan(5)
  expect(answered).toBeLessThan(10)
})

it('a followed book passes on what is said of its topic', async () => {
  const { client, open, clock } = clientUnderTest()
  const { handlers, take } = recorder()
  followOrderBook(client, { ...handlers, symbol: 'SIM:AAPL', depth: 10, onChange: () => undefined })
  const socket = await open()
  await clock.advance(3_500)
  const result = { topic: TOPIC, ok: false, code: 'unknown_symbol', reason: 'because' }
  socket.say({ type: 'subscribed', id: 1, results: [result], topics: [] })
  expect(take()).toEqual(['stale', 'error unknown_symbol'])
})
