import { Socket } from 'node:net'
import { StreamHub } from '@trading-pro/exchange'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createScriptedSources } from '../testing/stream-sources.ts'
import { Connection } from './connection.ts'
import type { ReadTopic } from './read-topic.ts'
import { Readership } from './readership.ts'

const messagesPerSecond = {
  ...{ market_data: 1, orderbook: 1, trades: 1, chart_data: 1, system: 1, heartbeat: 1 },
}

/** Nothing is ever sent to it. */
function createConnection(): Connection {
  const socket = Object.create(WebSocket.prototype) as WebSocket
  const traffic = { messages: 0, bytes: 0 }
  return new Connection({ id: 'x', address: '', socket, wire: new Socket(), traffic }, 0)
}

function createReadership(): { readership: Readership; retain: (text: string) => ReadTopic } {
  const sources = createScriptedSources(({ channel }) => channel)
  const openSource = sources.open.bind(sources)
  const readership = new Readership(
    new StreamHub({
      ...{ epoch: 'test', messagesPerSecond, openSource },
      onFailure(error) {
        throw error
      },
    }),
  )
  return {
    readership,
    retain: (text) => {
      const read = readership.retain(text, 0)
      if (typeof read === 'string') throw new Error(read)
      return read
    },
  }
}

describe('a topic', () => {
  it('knows as many groups as there are different sets of topics, and forgets those that are left', () => {
    const { readership, retain } = createReadership()
    const system = retain('system')
    const heartbeat = retain('heartbeat')
    const connections = Array.from({ length: 100 }, createConnection)
    for (const connection of connections) readership.assign(connection, new Set([system, heartbeat]))
    expect(new Set(connections.map(({ group }) => group)).size).toBe(1)
    expect([system.groups.size, heartbeat.groups.size]).toEqual([1, 1])
    // In whatever order they were asked for.
    readership.assign(createConnection(), new Set([heartbeat, system]))
    expect(system.groups.size).toBe(1)

    for (const connection of connections.slice(50)) readership.assign(connection, new Set([system]))
    expect([system.groups.size, heartbeat.groups.size]).toEqual([2, 1])
    for (const connection of connections) readership.assign(connection, new Set())
    expect([system.groups.size, heartbeat.groups.size]).toEqual([1, 1])
  })
})
