import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { connectStream } from '../testing/stream-client.ts'
import { startStreamServer, type StreamServer } from '../testing/stream-server.ts'

let server: StreamServer
beforeEach(async () => {
  server = await startStreamServer()
})
afterEach(() => server[Symbol.asyncDispose]())

async function untilMetric(name: string, value: number, labels?: Record<string, string>): Promise<void> {
  await vi.waitFor(async () => {
    expect(await server.metric(name, labels)).toBe(value)
  })
}

describe('a quiet connection', () => {
  it('hears of the server when nothing was said for 5 s, and not before', async () => {
    await using client = await connectStream(server.port)
    await client.nth('welcome')
    server.sweep(4)
    expect(await client.ask({ type: 'ping', id: 1 })).toMatchObject({ type: 'pong' })
    server.sweep(4)
    expect(await client.ask({ type: 'ping', id: 2 })).toMatchObject({ type: 'pong' })
    expect(client.messages.map(({ type }) => type)).toEqual(['welcome', 'pong', 'pong'])
    server.sweep(5)
    expect(Object.keys(await client.nth('heartbeat'))).toEqual(['type', 'serverTime'])
    server.sweep(5)
    await client.nth('heartbeat', 1)
  })

  it('hears nothing of it while updates come', async () => {
    await using client = await connectStream(server.port)
    await client.subscribe(['system'])
    for (let count = 0; count < 5; count += 1) {
      server.sweep(3)
      server.publish(['system'])
    }
    await client.nth('update', 4)
    expect(client.messages.some(({ type }) => type === 'heartbeat')).toBe(false)
  })

  it('is asked for a sign of life every 15 s, and stays while it gives one', async () => {
    await using client = await connectStream(server.port)
    await using witness = await connectStream(server.port)
    for (let count = 0; count < 8; count += 1) {
      const asked = once(client.socket, 'ping')
      server.sweep(15)
      await asked
      // Two round trips of somebody else, within which the pong has come.
      for (let id = 0; id < 2; id += 1) await witness.ask({ type: 'ping', id: count * 2 + id })
    }
    expect(client.socket.readyState).toBe(client.socket.OPEN)
  })

  it('is gone 45 s after its client vanished', async () => {
    const vanished = connect(server.port, '127.0.0.1')
    vanished.write(
      'GET /api/v1/ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    )
    await once(vanished, 'data')
    server.sweep(1)
    server.sweep(43)
    expect(await server.metric('stream_connections')).toBe(1)
    server.sweep(1)
    await untilMetric('stream_connections', 0)
    vanished.destroy()
  })
})

describe('a connection that says too much', () => {
  it('is refused what is too much, and heard again later', async () => {
    await using client = await connectStream(server.port)
    const burst = async (first: number) => {
      const asked = Array.from({ length: 60 }, (_, index) => client.ask({ type: 'ping', id: first + index }))
      const answers = await Promise.all(asked)
      return answers.map((answer) => (answer.type === 'error' ? answer.code : answer.type))
    }
    const expected = (pongs: number) =>
      Array.from({ length: 60 }, (_, index) => (index < pongs ? 'pong' : 'rate_limited'))
    expect(await burst(0)).toEqual(expected(50))
    server.advance(1_000)
    expect(await burst(100)).toEqual(expected(20))
    server.advance(60_000)
    expect(await burst(200)).toEqual(expected(50))
  })

  it.each(['messages', 'ping frames'])('is closed when %s are ten times too many', async (kind) => {
    await using client = await connectStream(server.port)
    for (let count = 0; count < 501; count += 1) {
      if (kind === 'messages') client.sendText('{}')
      else client.socket.ping()
    }
    expect(await client.closed).toEqual({ code: 4029, reason: 'too many messages' })
    await untilMetric('stream_closed_total', 1, { code: '4029' })
  })
})

const manyTopics = Array.from({ length: 257 }, () => 'system')

describe('what is no message', () => {
  it.each<[string, string, { code?: string; id?: number }]>([
    ['no JSON', '{', {}],
    ['nothing', '', {}],
    ['a list', '[]', {}],
    ['null', 'null', {}],
    ['a text', '"ping"', {}],
    ['no type', '{"id":1}', { id: 1 }],
    ['a type that is no text', '{"type":1,"id":1}', { id: 1 }],
    ['an unknown type', '{"type":"shout","id":1}', { id: 1, code: 'unknown_message_type' }],
    ['a type of the language', '{"type":"constructor","id":1}', { id: 1, code: 'unknown_message_type' }],
    ['an id that is none', '{"type":"ping","id":-1}', {}],
    ['an id past all numbers', '{"type":"ping","id":1e300}', {}],
    ['no id', '{"type":"subscribe","topics":["system"]}', {}],
    ['no topics', '{"type":"subscribe","id":2}', { id: 2 }],
    ['an empty list of topics', '{"type":"subscribe","id":2,"topics":[]}', { id: 2 }],
    ['a topic that is no text', '{"type":"subscribe","id":2,"topics":[1]}', { id: 2 }],
    ['a field too much', '{"type":"ping","id":3,"x":1}', { id: 3 }],
    ['a field twice', '{"type":"ping","id":3,"id":4}', { id: 4 }],
    ['a deep nest', `{"type":"ping","id":3,"x":${'['.repeat(32_000)}${']'.repeat(32_000)}}`, { id: 3 }],
    ['the prototype', '{"type":"ping","id":3,"__proto__":{"type":"auth"}}', { id: 3 }],
    ['too many topics', JSON.stringify({ type: 'subscribe', id: 5, topics: manyTopics }), { id: 5 }],
    ['a topic too long', `{"type":"subscribe","id":5,"topics":["${'x'.repeat(90)}"]}`, { id: 5 }],
    ['half a resume point', '{"type":"subscribe","id":5,"topics":["system"],"resume":{"a":{}}}', { id: 5 }],
  ])('is refused: %s', async (...[, text, expected]) => {
    await using client = await connectStream(server.port)
    client.sendText(text)
    const { message, ...rest } = await client.nth('error')
    expect(rest).toEqual({ type: 'error', code: 'malformed_message', ...expected })
    expect(message).toMatch(/\.$/)
    expect(await client.ask({ type: 'ping', id: 77 })).toMatchObject({ type: 'pong' })
  })

  it('is refused: bytes', async () => {
    await using client = await connectStream(server.port)
    client.socket.send(Buffer.from('{"type":"ping","id":1}'))
    expect(await client.nth('error')).toMatchObject({ code: 'malformed_message' })
    expect(await client.ask({ type: 'ping', id: 77 })).toMatchObject({ type: 'pong' })
  })
})

describe('a planned stop', () => {
  it('is announced, then every connection is closed, and none is opened', async () => {
    const stopping = await startStreamServer()
    await using reader = await connectStream(stopping.port)
    await reader.subscribe(['system'])
    await using stopped = await connectStream(stopping.port)
    stopped.socket.pause()
    const closing = stopping.gateway.close()
    expect(await reader.closed).toEqual({ code: 1012, reason: 'restart' })
    expect(reader.messages.at(-1)).toMatchObject({ type: 'notice', code: 'shutdown' })
    await expect(connectStream(stopping.port)).rejects.toThrow('503')
    // Whoever does not answer is not waited for.
    await closing
    await stopping[Symbol.asyncDispose]()
    stopped.socket.resume()
  })
})

describe('a defect', () => {
  it('of a source ends only the connection that needs it', async () => {
    await using reader = await connectStream(server.port)
    await reader.subscribe(['system', 'heartbeat'])
    const failing = vi.spyOn(server.source('system'), 'snapshot').mockImplementation(() => {
      throw new Error('the source is broken')
    })
    server.publish(['system'])
    await using unlucky = await connectStream(server.port)
    unlucky.send({ type: 'subscribe', id: 1, topics: ['system'] })
    expect(await unlucky.closed).toEqual({ code: 1011, reason: 'internal error' })
    failing.mockRestore()
    server.publish(['heartbeat', 'system'])
    await reader.nth('update', 2)
  })

  it('of an answer is an answer', async () => {
    const access = {
      authenticate: () => Promise.resolve(null),
      refusalOf: () => {
        throw new Error('nobody knows')
      },
    }
    await using broken = await startStreamServer({ access })
    await using client = await connectStream(broken.port)
    expect(await client.ask({ type: 'subscribe', id: 4, topics: ['system'] })).toEqual({
      ...{ type: 'error', id: 4, code: 'internal_error', message: 'A defect of the server.' },
    })
    expect(await client.ask({ type: 'ping', id: 5 })).toMatchObject({ type: 'pong' })
  })
})

describe('a gateway that was started', () => {
  it('flushes and looks after its connections by itself', async () => {
    server.gateway.start()
    await using client = await connectStream(server.port)
    await client.subscribe(['system'])
    server.advance(1)
    server.source('system').publish()
    await client.nth('update')
    server.advance(5_000)
    await client.nth('heartbeat')
  })

  it('goes on when a source fails', async () => {
    await using client = await connectStream(server.port)
    await client.subscribe(['system'])
    const source = server.source('system')
    const failing = vi.spyOn(source, 'takeUpdate').mockImplementation(() => {
      throw new Error('the source is broken')
    })
    server.publish(['system'])
    failing.mockRestore()
    server.publish(['system'])
    await client.nth('update')
  })
})
