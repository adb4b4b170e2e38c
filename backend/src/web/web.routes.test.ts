import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDirectory, type TestDirectory } from '../testing/test-directory.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const PAGE = '<!doctype html><title>App</title>'
let directory: TestDirectory
let server: TestServer

beforeAll(async () => {
  directory = await createTestDirectory()
  await mkdir(join(directory.path, 'assets'))
  await writeFile(join(directory.path, 'index.html'), PAGE)
  await writeFile(join(directory.path, 'favicon.svg'), '<svg/>')
  await writeFile(join(directory.path, 'assets', 'app-1a2b.js'), 'export {}')
  server = await startTestServer({ hasSamples: false, webDirectory: directory.path })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await directory[Symbol.asyncDispose]()
})

const get = (path: string, accept = 'text/html') => fetch(`${server.origin}${path}`, { headers: { accept } })

describe('a web app that is taken away', () => {
  it('is missed like any other page, and is there again when it is back', async () => {
    await using files = await createTestDirectory()
    const page = join(files.path, 'index.html')
    await writeFile(page, PAGE)
    await using lonely = await startTestServer({ hasSamples: false, webDirectory: files.path })
    const ask = (path: string) => fetch(`${lonely.origin}${path}`, { headers: { accept: 'text/html' } })
    expect(await (await ask('/chart')).text()).toBe(PAGE)
    await rm(page)
    expect((await ask('/')).headers.get('content-type')).toBe('application/json; charset=utf-8')
    const missing = await ask('/chart')
    expect([missing.status, missing.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ])
    await writeFile(page, PAGE)
    expect(await (await ask('/chart')).text()).toBe(PAGE)
  })
})

describe('the web app', () => {
  it('has its page at every address that a browser asks for and nothing else answers', async () => {
    const undecodable = ['/market/%ZZ', '/market/%C3', '/%?q=%ZZ']
    for (const path of ['/', '/chart', '/chart/INDEX:SPX?resolution=1D', '/status', ...undecodable]) {
      const answer = await get(path)
      expect([path, answer.status, await answer.text()]).toEqual([path, 200, PAGE])
      expect(answer.headers.get('cache-control')).toBe('no-cache')
    }
  })

  it('never stands in for the API, a file, or a program that asks', async () => {
    for (const path of ['/api/v1/nothing', '/api/nothing', '/assets/gone-1a2b.js']) {
      const answer = await get(path)
      expect([path, answer.status]).toEqual([path, 404])
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    }
    for (const accept of ['application/json', '*/*']) expect((await get('/chart', accept)).status).toBe(404)
    expect(
      (await server.refusal('/chart', { method: 'POST', headers: { accept: 'text/html' } })).status,
    ).toBe(404)
    expect((await get('/livez')).headers.get('content-type')).toBe('application/json; charset=utf-8')
  })

  it('keeps what has its content in its name for good, and asks for the rest anew', async () => {
    const asset = await get('/assets/app-1a2b.js')
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(asset.headers.get('content-type')).toMatch(/^(text|application)\/javascript; charset=utf-8$/)
    expect((await get('/favicon.svg')).headers.get('cache-control')).toBe('no-cache')
  })

  it('may run nothing but its own files', async () => {
    for (const path of ['/', '/chart', '/assets/app-1a2b.js']) {
      const { headers } = await get(path)
      expect(headers.get('content-security-policy')).toContain("default-src 'self'; ")
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      expect(headers.get('content-security-policy')).not.toContain('unsafe')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
    }
  })

  it('says that a file is another one, or shorter, than was asked for', async () => {
    const asked = (headers: Record<string, string>) => server.refusal('/assets/app-1a2b.js', { headers })
    expect(await asked({ range: 'bytes=1000-' })).toMatchObject({
      status: 416,
      code: 'range_not_satisfiable',
    })
    expect(await asked({ 'if-match': '"other"' })).toMatchObject({ status: 412, code: 'precondition_failed' })
    const part = await fetch(`${server.origin}/assets/app-1a2b.js`, { headers: { range: 'bytes=0-5' } })
    expect([part.status, await part.text()]).toEqual([206, 'export'])
  })

  it('gives nothing from outside its directory', async () => {
    for (const path of ['/..%2f..%2f..%2fetc%2fpasswd', '/assets/..%2f..%2fsecret', '/.%2e/package.json']) {
      expect([path, (await get(path, '*/*')).status]).toEqual([path, 404])
    }
  })

  it('says which methods its files have', async () => {
    const { status, headers } = await server.request('/favicon.svg', { method: 'DELETE' })
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })
})
