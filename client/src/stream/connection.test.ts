import { describe, expect, it, vi } from 'vitest'
import { clientUnderTest, messageOf, recorder } from './fake-socket.fixture.ts'
import { socketUrl } from './stream-socket.ts'
import { timingDefaults } from './stream-timing.ts'

/** How long after the end of a connection the next try comes, to the next half second. */
async function waitAfter(code: number, random = () => 0): Promise<number> {
  const { open, sockets, clock } = clientUnderTest({ random })
  const socket = await open()
  socket.end(code)
  let waited = 0
  while (sockets.length < 2 && waited < 120_000) {
    await clock.advance(250)
    waited += 250
  }
  return waited
}

describe('the state', () => {
  it('goes from connecting to open, to waiting and back, and ends closed', async () => {
    const { client, open, clock, states } = clientUnderTest()
    expect([client.state, client.serverTimeOffset]).toEqual(['connecting', null])
    const socket = await open()
    socket.end(1006)
    await clock.advance(500)
    await open()
    client.close()
    expect(states).toEqual(['open', 'waiting', 'connecting', 'open', 'closed'])
    expect(client.state).toBe('closed')
  })

  it('tells with waiting when the next try comes', async () => {
    const { client, open, clock } = clientUnderTest()
    const told: (number | null)[] = []
    client.onState(() => told.push(client.nextTryAt))
    const socket = await open()
    const cutAt = clock.unixTime()
    socket.end(1006)
    await clock.advance(500)
    expect(told).toEqual([null, cutAt + 500, null])
    client.close()
    expect(client.nextTryAt).toBeNull()
  })

  it('is told as long as somebody listens', async () => {
    const { client, open } = clientUnderTest()
    const listener = vi.fn()
    client.onState(listener)()
    await open()
    expect(listener).not.toHaveBeenCalled()
  })

  it('closed is for good: no timer, no listener, no topic', async () => {
    const { client, open, clock, sockets, isWatching, wake } = clientUnderTest()
    const { handlers, take } = recorder()
    client.subscribe('heartbeat', handlers)
    const socket = await open()
    client.close()
    client.close()
    wake()
    socket.say(messageOf('snapshot', 'heartbeat', {}))
    socket.end(1000)
    await clock.advance(60_000)
    expect([socket.isClosedByClient, isWatching(), clock.timerCount]).toEqual([true, false, 0])
    expect([sockets.length, take()]).toEqual([1, []])
    expect(() => client.subscribe('system', handlers)).toThrow('closed')
  })
})

describe('reconnecting', () => {
  it.each([
    { code: 1006, name: 'a cut', at: [500, 1_000] },
    { code: 1001, name: 'going away', at: [500, 1_000] },
    { code: 4008, name: 'too slow', at: [500, 1_000] },
    { code: 1012, name: 'a restart', at: [250, 2_000] },
    { code: 4003, name: 'a forbidden origin', at: [30_000, 30_000] },
    { code: 4029, name: 'limits', at: [30_000, 30_000] },
  ])('after $name ($code) takes from $at ms on', async ({ code, at }) => {
    expect([await waitAfter(code), await waitAfter(code, () => 0.999_999)]).toEqual(at)
  })

  it('never gives up, at most 30 s apart', async () => {
    const { clock, sockets, socket } = clientUnderTest({ random: () => 0.999_999 })
    const waits: number[] = []
    let [triedAt, tries] = [0, 0]
    for (let count = 0; count < 40; count += 1) {
      while (sockets.length === tries) await clock.advance(1_000)
      waits.push(clock.now() - triedAt)
      ;[triedAt, tries] = [clock.now(), sockets.length]
      socket().end(1006)
    }
    expect(waits.slice(1, 7)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000])
    expect(Math.max(...waits)).toBe(30_000)
  })

  it.each([
    { heldMs: 9_000, waitMs: 2_000 },
    { heldMs: 10_000, waitMs: 1_000 },
  ])('waits $waitMs ms after a second connection that held for $heldMs ms', async ({ heldMs, waitMs }) => {
    const { open, clock, sockets } = clientUnderTest({ random: () => 0.999_999 })
    const first = await open()
    first.end(1006)
    await clock.advance(1_000)
    const second = await open()
    await clock.advance(heldMs)
    second.end(1006)
    await clock.advance(waitMs - 1)
    expect(sockets).toHaveLength(2)
    await clock.advance(1)
    expect(sockets).toHaveLength(3)
  })

  it('is quick after the notice of a shutdown, whatever the code', async () => {
    const { open, clock, sockets } = clientUnderTest()
    const socket = await open()
    socket.say({ type: 'notice', code: 'shutdown', message: 'soon' })
    expect(sockets).toHaveLength(1)
    socket.end(1006)
    await clock.advance(1)
    expect(sockets).toHaveLength(2)
  })

  it('comes when 15 s nothing was heard, be it of a connection or of a try', async () => {
    const { open, clock, sockets, states } = clientUnderTest()
    const first = await open()
    await clock.advance(14_000)
    first.say({ type: 'heartbeat', serverTime: 1 })
    await clock.advance(14_500)
    expect(states).toEqual(['open'])
    await clock.advance(500)
    expect([states.at(-1), first.isClosedByClient]).toEqual(['waiting', true])
    await clock.advance(500)
    expect(sockets).toHaveLength(2)
    await clock.advance(15_000)
    expect(states.slice(1)).toEqual(['waiting', 'connecting', 'waiting'])
  })

  it('comes also when there are signs of life but never a welcome', async () => {
    const { clock, socket, states } = clientUnderTest()
    for (let count = 0; count < 3; count += 1) {
      await clock.advance(5_000)
      socket().say({ type: 'heartbeat', serverTime: 1 })
    }
    await clock.advance(0)
    expect(states).toEqual(['waiting'])
  })

  it('does not wait when the network is back, except where the server has sent us away', async () => {
    const { socket, clock, sockets, wake } = clientUnderTest()
    await clock.advance(0)
    wake()
    expect(sockets).toHaveLength(1)
    socket().end(1006)
    wake()
    await clock.advance(0)
    expect(sockets).toHaveLength(2)
    socket().end(4003)
    wake()
    await clock.advance(29_000)
    expect(sockets).toHaveLength(2)
    await clock.advance(1_000)
    expect(sockets).toHaveLength(3)
  })

  it('goes on where opening a socket throws', async () => {
    const openSocket = vi.fn(() => {
      throw new Error('forbidden by a policy')
    })
    const { clock, client } = clientUnderTest({ openSocket })
    await clock.advance(2_000)
    expect(openSocket.mock.calls.length).toBeGreaterThan(2)
    client.close()
  })
})

describe('messages', () => {
  it('that the client does not know are ignored', async () => {
    const { open, client } = clientUnderTest()
    const { handlers, take } = recorder()
    client.subscribe('heartbeat', handlers)
    const socket = await open()
    const strange = [
      '{',
      '[]',
      'null',
      '{"type":"news"}',
      '{"type":"update","topic":"heartbeat"}',
      '{"type":1}',
    ]
    for (const frame of strange) socket.deliver(frame)
    socket.deliver(new ArrayBuffer(3))
    socket.say(messageOf('snapshot', 'system', { data: { status: 'ok', message: '', providers: [] } }))
    expect(client.state).toBe('open')
    expect(take()).toEqual([])
  })

  it('tell how far the clock of the server is ahead', async () => {
    const { client, clock, socket } = clientUnderTest()
    await clock.advance(0)
    socket().welcome({}, clock.unixTime() + 250)
    expect(client.serverTimeOffset).toBe(250)
    socket().say({ type: 'heartbeat', serverTime: clock.unixTime() + 300 })
    expect(client.serverTimeOffset).toBe(300)
  })
})

describe('the limits of a connection', () => {
  const topicsOf = (count: number) =>
    Array.from({ length: count }, (_unused, index) => `trades:SIM:A${index}`)

  it('are kept in the size of messages', async () => {
    const { client, open } = clientUnderTest()
    for (const topic of topicsOf(600)) client.subscribe(topic, recorder().handlers)
    const { sent } = await open()
    expect(sent.map((message) => ('topics' in message ? message.topics.length : 0))).toEqual([256, 256, 88])
    const small = clientUnderTest()
    for (const topic of topicsOf(5)) small.client.subscribe(topic, recorder().handlers)
    expect((await small.open({ topicsPerMessage: 2 })).sent).toHaveLength(3)
  })

  it('are kept in the number of messages: the rest waits', async () => {
    const { client, open, clock } = clientUnderTest()
    const socket = await open({ controlMessageBurst: 10, controlMessagesPerSecond: 10 })
    for (const topic of topicsOf(30)) {
      client.subscribe(topic, recorder().handlers)
      await clock.advance(0)
    }
    expect(socket.sent).toHaveLength(9)
    await clock.advance(1_000)
    const asked = socket.sent.flatMap((message) => ('topics' in message ? message.topics : []))
    expect(socket.sent).toHaveLength(10)
    expect(asked.sort()).toEqual(topicsOf(30).sort())
  })

  it('never let more through than the server takes', async () => {
    const { client, open, clock } = clientUnderTest()
    const socket = await open({ controlMessageBurst: 10, controlMessagesPerSecond: 10 })
    for (let count = 0; count < 400; count += 1) {
      client.subscribe('heartbeat', recorder().handlers).close()
      const kept = client.subscribe('system', recorder().handlers)
      await clock.advance(15)
      kept.close()
      await clock.advance(10)
    }
    expect(socket.sent.length).toBeGreaterThan(50)
    expect(socket.sent.length).toBeLessThanOrEqual(10 + 10 * 10)
  })
})

describe('the address', () => {
  it.each([
    ['ws://a:1/api/v1/ws/v1', 'ws://a:1/api/v1/ws/v1'],
    ['http://a:1/api/v1/ws', 'ws://a:1/api/v1/ws'],
    ['https://a/api/v1/ws/v1', 'wss://a/api/v1/ws/v1'],
  ])('%s is %s', (url, expected) => expect(socketUrl(url)).toBe(expected))

  it('may be a path on a page', () => {
    vi.stubGlobal('location', { href: 'https://trade.example/chart?x=1' })
    expect(socketUrl('/api/v1/ws/v1')).toBe('wss://trade.example/api/v1/ws/v1')
    vi.unstubAllGlobals()
    expect(() => socketUrl('/api/v1/ws/v1')).toThrow(TypeError)
  })
})

it('has the times of the guide', () => {
  const { deadMs, staleMs, reconnectMinMs, reconnectMaxMs } = timingDefaults
  expect([deadMs, staleMs, reconnectMinMs, reconnectMaxMs]).toEqual([15_000, 3_000, 500, 30_000])
})
