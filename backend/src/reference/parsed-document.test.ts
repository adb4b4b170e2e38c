import { asyncApiDocument } from '@trading-pro/contracts'
import { describe, expect, it } from 'vitest'
import { parsedDocument } from './parsed-document.ts'

const name = 'x-parser-unique-object-id'

describe('a document whose references are resolved', () => {
  it('has what they stand for in their places, under its name', () => {
    const document = {
      channels: { one: { address: 'one', messages: { first: { $ref: '#/components/messages/first' } } } },
      operations: {
        send: { channel: { $ref: '#/channels/one' }, messages: [{ $ref: '#/channels/one/messages/first' }] },
      },
      components: {
        messages: { first: { payload: { $ref: '#/components/schemas/Number' } } },
        schemas: { Number: { type: 'number' } },
      },
    }
    const number = { type: 'number', 'x-parser-schema-id': 'Number' }
    const first = { payload: number, [name]: 'first', 'x-parser-message-name': 'first' }
    const one = { address: 'one', messages: { first }, [name]: 'one' }
    expect(parsedDocument(document)).toEqual({
      channels: { one },
      operations: { send: { channel: one, messages: [first], [name]: 'send' } },
      components: { messages: { first }, schemas: { Number: number } },
      'x-parser-spec-parsed': true,
      'x-parser-api-version': 3,
    })
  })

  it('is that of the stream without a reference left', () => {
    const text = JSON.stringify(parsedDocument(asyncApiDocument('v1')))
    expect(text).not.toContain('$ref')
    expect(text).toContain('"x-parser-schema-id":"MarketData"')
  })

  it.each([
    ['#/components/schemas/Nothing', 'leads nowhere'],
    ['#/components/schemas/Loop', 'leads into itself'],
  ])('is none when %s %s', ($ref, reason) => {
    const schemas = { Loop: { items: { $ref: '#/components/schemas/Loop' } } }
    const document = { channels: { one: { $ref } }, operations: {}, components: { messages: {}, schemas } }
    expect(() => parsedDocument(document)).toThrow(reason)
  })
})
