import { createServer, type AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { urlOf } from './dev/addresses.ts'
import { capture, nodeCommand } from './platform/run-command.ts'

/** Takes a port, 0 a free one; gives the port that is taken, be it by somebody else already. */
async function takePort(port: number): Promise<{ readonly port: number; readonly release: () => void }> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.on('error', () => {
      resolve()
    })
    server.listen({ port, host: '127.0.0.1' }, resolve)
  })
  return {
    port: (server.address() as AddressInfo | null)?.port ?? port,
    release: () => {
      server.close()
    },
  }
}

describe('make dev', () => {
  it('says in one sentence that the port of Vite is in use, and fails', async () => {
    const { release } = await takePort(5173)
    const result = await capture(nodeCommand('tools/dev.ts', ['frontend']))
    release()
    expect(result).toEqual({
      code: 1,
      output: 'Port 5173 is in use: stop the program that listens on it; Vite takes no other.\n',
    })
  })

  it('says in one sentence that the port of the back end is in use, and fails', async () => {
    const { port, release } = await takePort(0)
    const environment = { HOST: 'localhost', PORT: String(port) }
    const result = await capture({ ...nodeCommand('tools/dev.ts', ['backend']), environment })
    release()
    expect(result).toEqual({
      code: 1,
      output: `Port ${port} is in use: stop the program that listens on it, or set PORT to another.\n`,
    })
  })

  it('says in one sentence that PORT is none', async () => {
    const result = await capture({ ...nodeCommand('tools/dev.ts'), environment: { PORT: 'x' } })
    expect(result).toEqual({
      code: 1,
      output: 'The setting PORT must be a whole number from 0 to 65535, not "x".\n',
    })
  })

  it.each([
    [['127.0.0.1', '::1'], 'http://127.0.0.1:8001'],
    [['0.0.0.0'], 'http://127.0.0.1:8001'],
    [['::'], 'http://127.0.0.1:8001'],
    [['::1'], 'http://[::1]:8001'],
    [['192.0.2.7'], 'http://192.0.2.7:8001'],
  ])('a back end that listens on %s is called at %s', (hosts, url) => {
    expect(urlOf({ hosts, port: 8001 })).toBe(url)
  })
})
