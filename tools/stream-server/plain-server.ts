import { createServer } from 'node:http'
import { WebSocketServer, type WebSocket } from 'ws'
import { listenOn, type MeasuredServer } from './measured-server.ts'
import { headBytes, PublishedSource } from './published-source.ts'
import type { StreamServerOptions } from './server-protocol.ts'

interface PlainTopic {
  readonly source: PublishedSource
  readonly sockets: Set<WebSocket>
}

/** As most servers are written: `ws`, and for each message a loop over the sockets that want it. */
export async function startPlainServer(options: StreamServerOptions): Promise<MeasuredServer> {
  const topics = new Map<string, PlainTopic>()
  for (const text of options.topics) {
    const source = new PublishedSource(options.messageBytes - headBytes(text))
    topics.set(text, { source, sockets: new Set() })
  }
  const server = createServer((_request, response) => response.writeHead(404).end())
  const webSockets = new WebSocketServer({ server, perMessageDeflate: false })
  webSockets.on('connection', (socket) => {
    socket.send('{"type":"welcome"}')
    socket.on('message', (data: Buffer) => {
      const { topics: wanted } = JSON.parse(data.toString()) as { readonly topics: readonly string[] }
      for (const text of wanted) topics.get(text)?.sockets.add(socket)
      const results = wanted.map((topic) => ({ topic, ok: topics.has(topic) }))
      socket.send(JSON.stringify({ type: 'subscribed', results, topics: wanted }))
    })
    socket.on('close', () => {
      for (const { sockets } of topics.values()) sockets.delete(socket)
    })
  })
  let seq = 0
  return {
    port: await listenOn(server),
    publish(dueMs) {
      seq += 1
      for (const [topic, { source, sockets }] of topics) {
        source.publish()
        const head = `{"type":"update","topic":"${topic}","epoch":"bench.1","seq":${seq},"ts":${dueMs * 1000}`
        const text = `${head},"data":${source.takeUpdate() ?? '{}'}}`
        for (const socket of sockets) socket.send(text)
      }
    },
    connections: () => Promise.resolve(webSockets.clients.size),
    lagging: () => Promise.resolve(0),
  }
}
