import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { drawFault } from './fault-plan.ts'
import { createFaultProxy } from './fault-proxy.ts'
import { parseFault, parsePlan } from './parse-fault.ts'
import { startTestProxy } from './seeded-proxy.fixture.ts'
import { SeededRandom } from './seeded-random.ts'

/** One end of a connection and all that it has seen. */
interface Peer {
  readonly socket: Socket
  text: string
  hasEnded: boolean
  errorCode: string | null
  isClosed: boolean
}

const server = createServer({ allowHalfOpen: true })
let arrived: Peer[] = []
let port: number
const sockets: Socket[] = []

function watchPeer(socket: Socket): Peer {
  const peer: Peer = { socket, text: '', hasEnded: false, errorCode: null, isClosed: false }
  sockets.push(socket)
  socket.setEncoding('latin1')
  socket.on('data', (text: string) => (peer.text += text))
  socket.on('end', () => (peer.hasEnded = true))
  socket.on('error', (error: NodeJS.ErrnoException) => (peer.errorCode = error.code ?? 'none'))
  socket.on('close', () => (peer.isClosed = true))
  return peer
}

server.on('connection', (socket) => arrived.push(watchPeer(socket)))

/** A client, and the server's end of the same connection. */
async function connectPair(proxyPort: number): Promise<[client: Peer, server: Peer]> {
  const client = watchPeer(connect({ port: proxyPort, host: '127.0.0.1', allowHalfOpen: true }))
  const count = arrived.length
  client.socket.write('hello')
  await vi.waitFor(() => expect(arrived[count]?.text).toBe('hello'), { interval: 2 })
  const [last] = arrived.slice(count)
  if (last === undefined) throw new Error('nobody arrived')
  last.text = ''
  return [client, last]
}

const seen = (check: () => void): Promise<void> => vi.waitFor(check, { interval: 2, timeout: 5_000 })

beforeEach(async () => {
  arrived = []
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  ;({ port } = server.address() as AddressInfo)
})

afterEach(async () => {
  const closed = once(server, 'close')
  server.close()
  for (const socket of sockets.splice(0)) socket.destroy()
  await closed
})

describe('without faults', () => {
  it('passes on all bytes of both directions, and the end of each on its own', async () => {
    const proxy = await startTestProxy(port)
    const [client, other] = await connectPair(proxy.port)
    const long = 'x'.repeat(3_000_000)
    client.socket.end(long)
    await seen(() => expect(other.hasEnded).toBe(true))
    expect(other.text === long).toBe(true)
    other.socket.end(long)
    await seen(() => expect(client.isClosed && other.isClosed).toBe(true))
    expect(client.text === long).toBe(true)
    expect([client.errorCode, other.errorCode]).toEqual([null, null])
    await seen(() => expect(proxy.connections).toHaveLength(0))
  })

  it('passes on a reset, and that the target cannot be reached', async () => {
    const proxy = await startTestProxy(port)
    const [client, other] = await connectPair(proxy.port)
    client.socket.resetAndDestroy()
    await seen(() => expect(other.errorCode).toBe('ECONNRESET'))
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const { port: nobody } = closed.address() as AddressInfo
    closed.close()
    const lost = await startTestProxy(nobody)
    const lonely = watchPeer(connect(lost.port, '127.0.0.1'))
    await seen(() => expect(lonely.isClosed).toBe(true))
    expect(lonely.errorCode).toBe('ECONNRESET')
  })

  it('stops reading when the other end does, so that what it holds is bounded', async () => {
    const proxy = await startTestProxy(port)
    const [client, other] = await connectPair(proxy.port)
    client.socket.pause()
    const long = Buffer.alloc(64 * 1024 * 1024, 'y')
    other.socket.write(long)
    const [connection] = proxy.connections
    const progress = () => (connection?.forwarded('toClient') ?? 0) + (connection?.held('toClient') ?? 0)
    // What the kernel takes varies; once nothing moves for a while it is full.
    let before = -1
    await vi.waitFor(
      () => {
        const isStill = progress() === before
        before = progress()
        expect(isStill).toBe(true)
      },
      { interval: 100, timeout: 5_000 },
    )
    expect(connection?.held('toClient')).toBeGreaterThan(0)
    expect(connection?.held('toClient')).toBeLessThan(2 * 1024 * 1024)
    expect(progress()).toBeLessThan(32 * 1024 * 1024)
    client.socket.resume()
    await seen(() => expect(client.text.length).toBe(long.length))
  })
})

describe('faults of a connection', () => {
  it('delay: bytes come late and in order, in the direction that it names', async () => {
    const proxy = await startTestProxy(port)
    const [client, other] = await connectPair(proxy.port)
    proxy.apply({ kind: 'delay', milliseconds: 60, jitter: 40, direction: 'toClient' })
    const start = performance.now()
    for (let index = 0; index < 50; index += 1) {
      other.socket.write(`${index},`)
      await delay(1)
    }
    client.socket.write('back')
    await seen(() => expect(other.text).toBe('back'))
    expect(client.text.length).toBeLessThan(140)
    await seen(() => expect(client.text.split(',')).toHaveLength(51))
    expect(performance.now() - start).toBeGreaterThanOrEqual(110)
    expect(client.text.split(',').slice(0, 50).map(Number)).toEqual(Array.from({ length: 50 }, (_, i) => i))
  })

  it('throttle: so many bytes a second', async () => {
    const proxy = await startTestProxy(port)
    const [client, other] = await connectPair(proxy.port)
    proxy.apply({ kind: 'throttle', bytesPerSecond: 50_000, direction: 'toClient' })
    const start = performance.now()
    other.socket.write('z'.repeat(20_000))
    await seen(() => expect(client.text.length).toBe(20_000))
    // 50 ms of it may be used up in advance.
    expect(performance.now() - start).toBeGreaterThan(300)
    expect(performance.now() - start).toBeLessThan(2_000)
  })

  it('cut: exactly so many bytes, then the end for both', async () => {
    const proxy = await startTestProxy(port)
    const [client, other] = await connectPair(proxy.port)
    proxy.apply({ kind: 'cut', afterBytes: 7, direction: 'toClient' })
    other.socket.write('0123')
    await seen(() => expect(client.text).toBe('0123'))
    other.socket.write('456789')
    await seen(() => expect(client.hasEnded).toBe(true))
    expect(client.text).toBe('0123456')
    expect(client.errorCode).toBeNull()
    await seen(() => expect(other.hasEnded || other.isClosed).toBe(true))
    client.socket.end()
    await seen(() => expect(proxy.connections).toHaveLength(0))
  })

  it('reset: at once or after so many bytes, seen as an error by both', async () => {
    const proxy = await startTestProxy(port)
    const [client, other] = await connectPair(proxy.port)
    proxy.apply({ kind: 'reset', afterBytes: 3, direction: 'toServer' })
    client.socket.write('abcdef')
    await seen(() => expect([client.errorCode, other.errorCode]).toEqual(['ECONNRESET', 'ECONNRESET']))
    expect(other.text).toBe('abc')
    const [next, nextServer] = await connectPair(proxy.port)
    proxy.connections[0]?.apply({ kind: 'reset' })
    await seen(() => expect([next.errorCode, nextServer.errorCode]).toEqual(['ECONNRESET', 'ECONNRESET']))
  })

  it('half_open: everything vanishes, also the end, and nothing brings it back', async () => {
    const proxy = await startTestProxy(port)
    const [client, other] = await connectPair(proxy.port)
    const [healthy, healthyServer] = await connectPair(proxy.port)
    proxy.connections[0]?.apply({ kind: 'half_open', direction: 'toClient' })
    other.socket.write('lost')
    client.socket.write('found')
    await seen(() => expect(other.text).toBe('found'))
    proxy.apply({ kind: 'clear' })
    other.socket.end('lost too')
    await seen(() => expect(other.socket.writableFinished).toBe(true))
    healthyServer.socket.write('there')
    await seen(() => expect(healthy.text).toBe('there'))
    expect([client.text, client.hasEnded, client.isClosed]).toEqual(['', false, false])
  })

  it('pause, resume: nothing is lost', async () => {
    const proxy = await startTestProxy(port)
    const [client, other] = await connectPair(proxy.port)
    proxy.apply({ kind: 'pause', direction: 'toClient' })
    other.socket.write('waits')
    client.socket.write('passes')
    await seen(() => expect(other.text).toBe('passes'))
    await seen(() => expect(proxy.connections[0]?.held('toClient')).toBe(5))
    expect(client.text).toBe('')
    proxy.apply({ kind: 'resume' })
    await seen(() => expect(client.text).toBe('waits'))
  })
})

describe('faults of all connections', () => {
  it('refuse: new connections are reset for a while; open ones live', async () => {
    const proxy = await startTestProxy(port)
    const [client, other] = await connectPair(proxy.port)
    proxy.apply({ kind: 'refuse', milliseconds: 100 })
    const refused = watchPeer(connect(proxy.port, '127.0.0.1'))
    await seen(() => expect(refused.errorCode).toBe('ECONNRESET'))
    client.socket.write('alive')
    await seen(() => expect(other.text).toBe('alive'))
    await delay(100)
    await connectPair(proxy.port)
  })

  it('what lasts meets later connections too, until it is cleared', async () => {
    const proxy = await startTestProxy(port)
    proxy.apply({ kind: 'pause', direction: 'toClient' })
    const [client, other] = await connectPair(proxy.port)
    other.socket.write('waits')
    await seen(() => expect(proxy.connections[0]?.held('toClient')).toBe(5))
    expect(client.text).toBe('')
    proxy.apply({ kind: 'clear' })
    await seen(() => expect(client.text).toBe('waits'))
    const [next, nextServer] = await connectPair(proxy.port)
    nextServer.socket.write('at once')
    await seen(() => expect(next.text).toBe('at once'))
  })
})

describe('a plan', () => {
  it('is the same for the same seed', () => {
    const plan = { kinds: ['delay', 'cut', 'half_open', 'refuse'], everyMs: 1_000 } as const
    const draw = (seed: number, stream: number): unknown[] => {
      const random = new SeededRandom(seed, stream)
      return Array.from({ length: 20 }, () => drawFault(plan, random))
    }
    expect(draw(7, 1)).toEqual(draw(7, 1))
    expect(draw(7, 1)).not.toEqual(draw(8, 1))
    expect(draw(7, 1)).not.toEqual(draw(7, 3))
  })

  it('reaches connections, and is told of with the seed', async () => {
    const plan = { kinds: ['reset'], everyMs: 20 } as const
    await using proxy = await createFaultProxy({ target: { host: '127.0.0.1', port }, seed: 42, plan })
    const [client] = await connectPair(proxy.port)
    const talk = setInterval(() => arrived[0]?.socket.write('x'.repeat(500)), 1)
    await seen(() => expect(client.errorCode).toBe('ECONNRESET'))
    clearInterval(talk)
    expect(proxy.applied[0]).toMatchObject({ connection: 0, fault: { kind: 'reset' } })
    expect(proxy.describe()).toMatch(/FAULT_SEED=42[^]*connection 0: \{"kind":"reset"/)
  })
})

it('reads faults as they are typed', () => {
  expect(parseFault('delay 50 20 toClient')).toEqual({
    kind: 'delay',
    milliseconds: 50,
    jitter: 20,
    direction: 'toClient',
  })
  expect(parseFault(' cut 100 ')).toEqual({ kind: 'cut', afterBytes: 100, direction: undefined })
  expect(parseFault('refuse 5000')).toEqual({ kind: 'refuse', milliseconds: 5_000 })
  for (const wrong of [
    '',
    'explode',
    'delay fast',
    'pause 5',
    'throttle 0',
    'cut 1 2',
    'refuse 1 toClient',
  ]) {
    expect(parseFault(wrong)).toBeNull()
  }
})

it('reads a plan as it is typed', () => {
  expect(parsePlan('cut,reset', 500)).toEqual({ kinds: ['cut', 'reset'], everyMs: 500 })
  expect(() => parsePlan('cut,explode', 500)).toThrow('no plan has "explode"')
  expect(() => parsePlan('cut', 0)).toThrow('time between')
})
