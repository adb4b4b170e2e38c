import { connect, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      resolve(socket)
    })
    socket.once('error', reject)
  })
}

async function textOf(socket: Socket): Promise<string> {
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text
}

/** A connection whose request has begun to arrive. */
async function beginRequest(server: TestServer): Promise<Socket> {
  const socket = await openSocket(server.port)
  socket.write('GET /api/v1/health HTTP/1.1\r\n')
  // The answer to a later request shows that this one has been read.
  await server.request('/livez')
  return socket
}

describe('a server that stops', () => {
  it('sends new requests elsewhere, on a connection that then closes', async () => {
    const server = await startTestServer({ hasSamples: false })
    const socket = await beginRequest(server)
    const answer = textOf(socket)
    const stopped = server[Symbol.asyncDispose]()
    socket.write('Host: localhost\r\n\r\n')
    const [head = '', body = ''] = (await answer).split('\r\n\r\n')
    expect(head).toMatch(/^HTTP\/1\.1 503 /)
    expect(head.toLowerCase()).toContain('retry-after: 1')
    expect(head.toLowerCase()).toContain('connection: close')
    expect(JSON.parse(body)).toMatchObject({ code: 'not_ready', detail: 'The server is stopping.' })
    await stopped
  })

  it('waits for no connection that says nothing', async () => {
    const server = await startTestServer({ hasSamples: false })
    const silent = await Promise.all([1, 2, 3].map(() => openSocket(server.port)))
    await server.request('/livez')
    const start = performance.now()
    await server[Symbol.asyncDispose]()
    expect(performance.now() - start).toBeLessThan(2_000)
    for (const socket of silent) socket.destroy()
  })
})
