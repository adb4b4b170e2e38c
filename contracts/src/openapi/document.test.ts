import { describe, expect, it } from 'vitest'
import { operations } from '../operations/index.ts'
import type { Operation } from '../operations/operation.ts'
import { apiVersions } from '../versions.ts'
import { namedSchemas } from './component-schemas.ts'
import { openApiDocument } from './document.ts'

const document = openApiDocument('v1')
const text = JSON.stringify(document)
const operationObjects = Object.values(document.paths).flatMap((item) => Object.values(item))

function operationObject(id: string) {
  const found = operationObjects.find(({ operationId }) => operationId === id)
  if (found === undefined) throw new Error(`${id} is not in the document`)
  return found
}

describe('the document', () => {
  it('is the same each time', () => {
    expect(JSON.stringify(openApiDocument('v1'))).toBe(text)
  })

  it('is called Trading API, with its version and licence, and asks for no login', () => {
    expect(document).toMatchObject({
      openapi: '3.0.3',
      info: { title: 'Trading API', version: 'v1', license: { name: 'MIT' } },
      servers: [{ url: '/' }],
      security: [],
    })
  })

  it('has every operation at its method and whole path, under the version and its subject', () => {
    for (const { id, method, path, tag, summary } of Object.values<Operation>(operations)) {
      expect(document.paths[path]?.[method]).toMatchObject({ operationId: id, tags: ['v1', tag], summary })
    }
    expect(operationObjects).toHaveLength(Object.keys(operations).length)
  })

  it('describes every tag that it uses, and no other', () => {
    const used = new Set(operationObjects.flatMap((operation) => operation.tags))
    expect(new Set(document.tags.map(({ name }) => name))).toEqual(used)
  })

  it('has only references that lead somewhere', () => {
    const components = Object.entries(document.components).flatMap(([kind, members]) =>
      Object.keys(members).map((name) => `#/components/${kind}/${name}`),
    )
    const references = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map(([, target]) => target)
    expect(references.length).toBeGreaterThan(100)
    expect(references.filter((target = '') => !components.includes(target))).toEqual([])
  })

  it('uses every named schema, and no two are alike', () => {
    for (const name of Object.keys(namedSchemas)) expect(text).toContain(`"#/components/schemas/${name}"`)
    const contents = Object.values(namedSchemas).map((schema) => JSON.stringify(schema))
    expect(new Set(contents).size).toBe(contents.length)
  })

  it('names every object that is sent or answered', () => {
    const contents = operationObjects.flatMap(({ requestBody, responses }) => [requestBody, responses])
    expect(JSON.stringify(contents)).not.toContain('"properties"')
    expect(JSON.stringify(document.components.responses)).not.toContain('"properties"')
  })
})

describe('an operation of the document', () => {
  it('has its path and query fields as parameters, with what is required, the default and an example', () => {
    expect(operationObject('resolveSymbol').parameters).toMatchObject([
      { name: 'symbol', in: 'path', required: true, example: 'INDEX:SPX', schema: { type: 'string' } },
    ])
    const [symbol, , from] = operationObject('getBars').parameters ?? []
    expect(symbol).toMatchObject({ name: 'symbol', in: 'query', required: true })
    expect(from).toMatchObject({ name: 'from_time', in: 'query', required: false, example: 1583020800 })
    const maximum = operationObject('searchSymbols').parameters?.find(({ name }) => name === 'max_results')
    expect(maximum).toMatchObject({ required: false, schema: { default: 30 } })
  })

  it('has its body as JSON, required', () => {
    expect(operationObject('getQuotes').requestBody).toEqual({
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/QuotesRequest' } } },
    })
  })

  it('has plain text where it answers plain text', () => {
    expect(operationObject('udfGetTime').responses['200']).toMatchObject({ content: { 'text/plain': {} } })
  })

  it('says so when query names it does not know are ignored', () => {
    expect(operationObject('udfGetHistory').description).toContain('ignored')
    expect(operationObject('getBars').description).toBeUndefined()
  })

  it('documents the version and request id of every answer, Allow and Retry-After where they belong', () => {
    const { responses } = document.components
    const always = ['API-Version', 'X-Request-Id']
    const success = operationObject('getBars').responses['200']
    expect(success !== undefined && 'headers' in success && Object.keys(success.headers)).toEqual(always)
    expect(Object.keys(responses.UnknownSymbol?.headers ?? {})).toEqual(always)
    expect(Object.keys(responses.MethodNotAllowed?.headers ?? {})).toEqual([...always, 'Allow'])
    expect(Object.keys(responses.NotReady?.headers ?? {})).toEqual([...always, 'Retry-After'])
  })
})

describe('the document of a version', () => {
  const withStatus = (status: 'deprecated' | 'stable') =>
    openApiDocument(
      'v1',
      apiVersions.map((version) => ({ ...version, status })),
    )

  it('that is deprecated marks every operation, and documents since when and until when', () => {
    const ending = withStatus('deprecated')
    const ended = Object.values(ending.paths).flatMap((item) => Object.values(item))
    expect(ended.every(({ deprecated }) => deprecated === true)).toBe(true)
    expect(Object.keys(ending.components.headers)).toEqual(expect.arrayContaining(['Deprecation', 'Sunset']))
    expect(Object.keys(ending.components.responses.NotReady?.headers ?? {})).toContain('Sunset')
  })

  it('that is stable says nothing of an end', () => {
    expect(JSON.stringify(withStatus('stable')).match(/"deprecated":true|"Sunset"/g)).toBeNull()
  })
})
