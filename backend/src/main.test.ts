import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { Agent, createServer, get, type IncomingMessage } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DATABASE_FILE, openSqliteMarketStore } from './adapters/storage/sqlite-market-store.ts'
import { holdWriting } from './testing/hold-writing.ts'
import { startProgram } from './testing/program.ts'
import { storeSeries, testInstrument } from './testing/series.ts'
import { createTestDirectory, type TestDirectory } from './testing/test-directory.ts'

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
)
if (!hasIpv6) console.log('SKIPPED: this machine has no ::1, answers on both loopback addresses')

const outside = Object.values(networkInterfaces())
  .flat()
  .find((address) => address?.family === 'IPv4' && !address.internal)?.address
if (outside === undefined)
  console.log('SKIPPED: this machine has loopback addresses only, metrics for others')

const hasFull = existsSync('/dev/full')
if (!hasFull) console.log('SKIPPED: this machine has no /dev/full, a server whose output is full')

/** The web app, where it was built before. */
const APP = join(import.meta.dirname, '../../frontend/dist/index.html')

/** What a started server must do within, in ms: far below what a user would wait. */
const STOP_MS = 5_000

let directory: TestDirectory
beforeEach(async () => {
  directory = await createTestDirectory()
})
afterEach(() => directory[Symbol.asyncDispose]())

const settings = (differences: Record<string, string> = {}) => ({
  ...{ PORT: '0', DATA_DIR: directory.path },
  ...differences,
})

/** One sentence on standard error, nothing like a stack, and exit code 1. */
async function refusalOf(differences: Record<string, string>): Promise<string> {
  await using program = startProgram(settings(differences))
  expect(await program.ended).toBe(1)
  const { errors, output } = program.said()
  expect(output).not.toContain('Trading Pro is ready')
  expect(errors).toMatch(/^[A-Z][^\n]*\.\n$/)
  return errors.trim()
}

describe('the server', () => {
  it('says how it is set and where to look, and imports the samples once', async () => {
    {
      await using program = startProgram(settings())
      const port = await program.port()
      const { output, errors } = program.said()
      expect(output).toContain('PORT=0  (port to listen on')
      expect(output).toContain(`DATA_DIR=${directory.path}  (`)
      expect(output).toContain('LOG_LEVEL=warn  (default; ')
      expect(output).toContain('Imported the bundled samples: INDEX:SPX, NASDAQ:AAPL')
      const app = existsSync(APP) ? `http://localhost:${port}/\n` : 'not built; make build does\n'
      expect(output).toContain(`  app        ${app}`)
      for (const address of ['/api/v1/health', '/api/v1/docs']) {
        expect(output).toContain(`http://localhost:${port}${address}\n`)
        expect((await fetch(`http://127.0.0.1:${port}${address}`)).status).toBe(200)
      }
      expect(errors).toBe('')
    }
    await using again = startProgram(settings())
    await again.port()
    expect(again.said().output).not.toContain('Imported')
  })

  it('waits at its first start for an import that is under way, and says so', async () => {
    await using store = await openSqliteMarketStore({ directory: directory.path })
    const importing = await holdWriting(store)
    await using program = startProgram(settings())
    await program.says('Waiting for an import to finish, which is writing the database ...\n')
    expect(program.said().output).not.toContain('Trading Pro is ready')
    await importing.release()
    await program.port()
    expect(program.said()).toMatchObject({
      output: expect.stringContaining('Imported the bundled samples: INDEX:SPX') as string,
      errors: '',
    })
  })

  it('starts at once beside an import when it has its samples', async () => {
    {
      await using first = startProgram(settings())
      await first.port()
    }
    await using store = await openSqliteMarketStore({ directory: directory.path })
    const importing = await holdWriting(store)
    await using program = startProgram(settings())
    await program.port()
    expect(program.said().output).not.toContain('Waiting')
    await importing.release()
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('stops cleanly on %s, idle connections and all', async (signal) => {
    await using program = startProgram(settings())
    const port = await program.port()
    const agent = new Agent({ keepAlive: true })
    await answerOf(`http://127.0.0.1:${port}/livez`, agent)
    if (hasIpv6) await answerOf(`http://[::1]:${port}/livez`, agent)
    const silent = await openSocket(port)
    const start = performance.now()
    program.stop(signal)
    expect(await program.ended).toBe(0)
    expect(performance.now() - start).toBeLessThan(STOP_MS)
    expect(program.said()).toMatchObject({
      output: expect.stringMatching(/\nStopped\.\n$/) as string,
      errors: '',
    })
    silent.destroy()
    agent.destroy()
  })

  it.each(hasIpv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'])(
    'finishes the request that is under way on %s when it is told to stop',
    async (host) => {
      await using program = startProgram(settings())
      const port = await program.port()
      const socket = await openSocket(port, host)
      const answer = textOf(socket)
      const body = '{"symbols":["SPX"]}'
      const head = `POST /api/v1/datafeed/quotes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`
      socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`)
      // An answer on another connection shows that the first bytes have been read.
      await answerOf(`http://127.0.0.1:${port}/livez`)
      program.stop('SIGTERM')
      await refusedAt(port)
      const start = performance.now()
      socket.write(body.slice(5))
      expect(await answer).toContain('"lp":2874.56')
      expect(await program.ended).toBe(0)
      expect(performance.now() - start).toBeLessThan(STOP_MS)
    },
  )

  it.skipIf(!hasIpv6)('answers on both loopback addresses, and refuses garbage alike', async () => {
    await using program = startProgram(settings())
    const port = await program.port()
    for (const host of ['127.0.0.1', '[::1]', 'localhost']) {
      expect((await fetch(`http://${host}:${port}/api/v1/health`)).status).toBe(200)
    }
    for (const host of ['127.0.0.1', '::1']) {
      for (const [text, expected] of [
        ['garbage\r\n\r\n', /^HTTP\/1\.1 400 [^]*"code":"malformed_request"/],
        ['CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n', /^HTTP\/1\.1 405 /],
      ] as const) {
        const socket = await openSocket(port, host)
        const answer = textOf(socket)
        socket.write(text)
        expect(await answer).toMatch(expected)
      }
    }
  })

  it.skipIf(!hasFull)('serves also when what it says cannot be written', async () => {
    const port = await freePort()
    const main = join(import.meta.dirname, 'main.ts')
    const child = spawn('sh', ['-c', 'exec "$0" "$@" > /dev/full 2>&1', process.execPath, main], {
      env: settings({ PORT: String(port), HOST: '127.0.0.1' }),
    })
    const ended = new Promise((resolve) => child.on('close', resolve))
    await listeningAt(port)
    expect((await fetch(`http://127.0.0.1:${port}/api/v1/health`)).status).toBe(200)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })

  it('listens on the address it is given', async () => {
    await using program = startProgram(settings({ HOST: '127.0.0.1' }))
    const port = await program.port()
    expect(program.said().output).toContain(`http://localhost:${port}/`)
    expect((await fetch(`http://127.0.0.1:${port}/livez`)).status).toBe(200)
    if (hasIpv6) await expect(fetch(`http://[::1]:${port}/livez`)).rejects.toThrow()
  })

  it.skipIf(outside === undefined)('shows its measurements to callers on its own machine only', async () => {
    await using program = startProgram(settings({ HOST: '0.0.0.0' }))
    const port = await program.port()
    expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200)
    const answer = await fetch(`http://${outside ?? ''}:${port}/metrics`)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      ...[404, 'application/problem+json; charset=utf-8'],
    ])
    expect((await fetch(`http://${outside ?? ''}:${port}/api/v1/health`)).status).toBe(200)
  })

  it('sees within half a second what another process has stored', async () => {
    await using program = startProgram(settings())
    const base = `http://127.0.0.1:${await program.port()}/api/v1/datafeed`
    expect((await fetch(`${base}/resolve/TEST:NEW`)).status).toBe(404)
    await using store = await openSqliteMarketStore({ directory: directory.path })
    const instrument = testInstrument('TEST:NEW')
    const closeOf = async () => {
      const answer = await fetch(`${base}/bars?symbol=TEST:NEW&resolution=1D&from_time=0`)
      return /"close":(\d+)/.exec(await answer.text())?.[1]
    }
    const delays: number[] = []
    for (const close of [100, 200, 300]) {
      await storeSeries(store, { instrument, resolution: '1D', rows: [[0, close, close, close, close, 1]] })
      const stored = performance.now()
      while ((await closeOf()) !== String(close / 100) && performance.now() - stored < STOP_MS);
      delays.push(performance.now() - stored)
    }
    expect(Math.max(...delays)).toBeLessThan(STOP_MS)
    // A machine that is busy with other tests may be late once, not every time.
    expect(Math.min(...delays)).toBeLessThan(500)
  })
})

describe('the server does not start, and says in one sentence why,', () => {
  it('when the port is in use', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const sentence = await refusalOf({ PORT: String(port) })
    expect(sentence).toBe(
      `Port ${port} is in use: stop the program that listens on it, or set PORT to another.`,
    )
    other.close()
  })

  it.skipIf(!hasIpv6)('when the port is in use on the other loopback address', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '::1', resolve))
    const { port } = other.address() as AddressInfo
    expect(await refusalOf({ PORT: String(port) })).toContain(`Port ${port} is in use`)
    other.close()
  })

  it.each(['192.0.2.1', 'no.such.host.invalid', '2001:db8::1'])(
    'when %s is no address of it',
    async (host) => {
      expect(await refusalOf({ HOST: host })).toBe(
        `This machine has no address ${host}: set HOST to one of its own.`,
      )
    },
  )

  it('when a setting is wrong', async () => {
    expect(await refusalOf({ PORT: 'http' })).toBe(
      'The setting PORT must be a whole number from 0 to 65535, not "http".',
    )
  })

  it('when the data directory cannot be used', async () => {
    const file = join(directory.path, 'file')
    await writeFile(file, '')
    expect(await refusalOf({ DATA_DIR: join(file, 'below') })).toContain(
      `The data directory ${join(file, 'below')} cannot be used: `,
    )
  })

  it('when the database is damaged', async () => {
    await writeFile(join(directory.path, DATABASE_FILE), 'no database at all')
    expect(await refusalOf({})).toMatch(
      /^The database .* cannot be read \(.*\): put a copy of it back, or move/,
    )
  })
})

function openSocket(port: number, host = '127.0.0.1'): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host }, () => {
      resolve(socket)
    })
    socket.once('error', reject)
  })
}

/** All that comes until the connection closes. */
async function textOf(socket: Socket): Promise<string> {
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text
}

function answerOf(address: string, agent?: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(address, agent === undefined ? {} : { agent }, (answer: IncomingMessage) => {
      answer.resume().on('end', resolve)
    })
    request.on('error', reject)
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Waits until somebody listens on the port. */
async function listeningAt(port: number): Promise<void> {
  for (;;) {
    try {
      const socket = await openSocket(port)
      socket.destroy()
      return
    } catch {
      await delay(50)
    }
  }
}

/** Waits until nobody listens on the port any more. */
async function refusedAt(port: number): Promise<void> {
  for (;;) {
    try {
      const socket = await openSocket(port)
      socket.destroy()
    } catch {
      return
    }
  }
}
