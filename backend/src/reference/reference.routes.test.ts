import { asyncApiDocument, openApiDocument } from '@trading-pro/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ hasSamples: false })
})
afterAll(() => server[Symbol.asyncDispose]())

const get = (path: string) => fetch(`${server.origin}${path}`, { redirect: 'manual' })

describe('the reference of the stream', () => {
  it('has the document of the contract', async () => {
    const answer = await get('/api/v1/asyncapi.json')
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await answer.json()).toEqual(asyncApiDocument('v1'))
  })

  it('is a page that loads nothing from elsewhere, and all that it loads is there', async () => {
    const page = await get('/api/v1/docs/stream')
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'self'")
    expect(policy).not.toContain('unsafe-eval')
    const text = await page.text()
    expect(text).toContain('Trading API v1: stream')
    const sources = Array.from(text.matchAll(/(?:src|href)="(\/[^"]+)"/g), ([, source = '']) => source)
    expect(sources).toHaveLength(4)
    for (const source of [...sources, '/api/v1/docs/stream/document.json']) {
      expect(source).toMatch(/^\/api\/v1\/docs\/stream\//)
      const answer = await get(source)
      expect([source, answer.status]).toEqual([source, 200])
      expect(answer.headers.get('content-type')).toMatch(
        /^(text\/(javascript|css)|application\/json); charset/,
      )
    }
    expect(text).not.toMatch(/<script[^>]*>[^<]/)
  })
})

describe('the reference', () => {
  it('has the document of the contract', async () => {
    const answer = await get('/api/v1/openapi.json')
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await answer.json()).toEqual(openApiDocument('v1'))
  })

  it('is a page that loads nothing from elsewhere, and all that it loads is there', async () => {
    const page = await get('/api/v1/docs')
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    const text = await page.text()
    expect(text).toContain('Trading API v1')
    const sources = Array.from(text.matchAll(/(?:src|href)="([^"]+)"/g), ([, source = '']) => source)
    expect(sources.length).toBeGreaterThan(3)
    for (const source of sources) {
      expect(source).toMatch(/^\/api\/v1\/docs\/static\//)
      expect([source, (await get(source)).status]).toEqual([source, 200])
    }
  })

  it('shows the same document on its page', async () => {
    expect(await (await get('/api/v1/docs/json')).json()).toEqual(openApiDocument('v1'))
  })

  it('is found under its other address', async () => {
    const answer = await get('/api/v1/redoc')
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/api/v1/docs'])
  })

  it.each([
    '/api/v1/docs/nothing',
    '/api/v1/docs/stream/nothing',
    '/api/v1/docs/static/nothing.js',
    '/api/v1/docs/static/..%2f..%2fpackage.json',
  ])('has nothing at %s', async (path) => {
    expect((await server.refusal(path)).code).toBe('not_found')
  })

  it('marks its answers like all others', async () => {
    for (const path of ['/api/v1/docs', '/api/v1/openapi.json', '/api/v1/redoc']) {
      const { headers } = await get(path)
      expect([path, headers.get('api-version')]).toEqual([path, 'v1'])
      expect(headers.get('x-request-id')).not.toBe('')
    }
  })
})
