import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { publicChannels } from '../stream/channels.ts'
import { clientMessages } from '../stream/client-messages.ts'
import { controlMessages } from '../stream/server-messages.ts'
import { asyncApiDocument, topicMessageName } from './document.ts'

const document = asyncApiDocument('v1')
const text = JSON.stringify(document)
const channelNames = Object.keys(publicChannels) as (keyof typeof publicChannels)[]

describe('the document of the stream', () => {
  it('is the same each time, and says what it is', () => {
    expect(JSON.stringify(asyncApiDocument('v1'))).toBe(text)
    expect(document).toMatchObject({
      asyncapi: '3.0.0',
      info: { title: 'Trading API: stream', version: 'v1' },
    })
  })

  it('has every channel with its topics, and the socket', () => {
    expect(Object.keys(document.channels)).toEqual(['stream', ...channelNames])
    for (const name of channelNames) {
      expect(document.channels[name]?.address).toBe(publicChannels[name].address)
    }
    expect(document.channels['stream']?.address).toBe('/api/v1/ws/v1')
  })

  it('has every message that can cross the socket, and no other', () => {
    const expected = [
      ...Object.keys(clientMessages),
      ...Object.keys(controlMessages),
      ...channelNames.flatMap((name) => [
        topicMessageName(name, 'snapshot'),
        topicMessageName(name, 'update'),
      ]),
    ]
    expect(Object.keys(document.components.messages).sort()).toEqual(expected.sort())
  })

  it('explains each parameter of a topic', () => {
    for (const { address, parameters = {} } of Object.values(document.channels)) {
      const named = [...address.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect(Object.keys(parameters)).toEqual(named)
    }
  })

  it('refers to nothing that is not there', () => {
    for (const [, pointer = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      let value: unknown = document
      for (const key of pointer.split('/')) value = (value as Record<string, unknown>)[key]
      expect([pointer, typeof value]).toEqual([pointer, 'object'])
    }
  })

  it('has schemas that validate: right messages pass, wrong ones do not', () => {
    const ajv = new Ajv({ strict: false })
    ajv.addSchema({ $id: 'https://example.org/stream', ...document })
    const validate = (name: string, message: object) =>
      ajv.validate(`https://example.org/stream#/components/messages/${name}/payload`, message)
    const subscribe = { type: 'subscribe', id: 1, topics: ['system'] }
    expect(validate('subscribe', subscribe)).toBe(true)
    expect(validate('subscribe', { ...subscribe, resume: { system: { epoch: 'e', seq: 3 } } })).toBe(true)
    expect(validate('subscribe', { ...subscribe, topics: [] })).toBe(false)
    expect(validate('subscribe', { ...subscribe, more: 1 })).toBe(false)
    const update = {
      type: 'update',
      topic: 'trades:SIM:AAPL',
      epoch: 'e',
      seq: 1,
      ts: 5,
      data: { trades: [] },
    }
    expect(validate('trades_update', update)).toBe(true)
    expect(validate('trades_update', { ...update, data: { trades: [{ tradeId: 0 }] } })).toBe(false)
    const book = { bids: [[1, 2]], asks: [], crc: 0 }
    expect(validate('orderbook_update', { ...update, data: book })).toBe(true)
    expect(validate('orderbook_update', { ...update, data: { ...book, bids: [[1]] } })).toBe(false)
  })
})
