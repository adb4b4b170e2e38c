import { describe, expect, it } from 'vitest'
import { loadConfig } from './config.ts'
import { startServer } from './server.ts'
import { createTestDirectory } from './testing/test-directory.ts'

describe('a server that is started and closed', () => {
  it('lets go of its port and its store, so that it can be started again', async () => {
    await using directory = await createTestDirectory()
    const config = { ...loadConfig({ DATA_DIR: directory.path, PORT: '0' }), hosts: ['127.0.0.1'] }
    const first = await startServer(config)
    expect(first.importedSamples).toHaveLength(6)
    const address = `http://127.0.0.1:${first.port}/readyz`
    expect((await fetch(address)).status).toBe(200)
    await first.close()
    await expect(fetch(address)).rejects.toThrow()
    const again = await startServer({ ...config, port: first.port })
    expect([again.port, again.importedSamples]).toEqual([first.port, []])
    expect((await fetch(address)).status).toBe(200)
    await again.close()
  })

  it('lets go of everything when it cannot listen', async () => {
    await using directory = await createTestDirectory()
    const config = { ...loadConfig({ DATA_DIR: directory.path, PORT: '0' }), hosts: ['127.0.0.1'] }
    const first = await startServer(config)
    await expect(startServer({ ...config, port: first.port })).rejects.toThrow(`Port ${first.port} is in use`)
    await expect(startServer({ ...config, hosts: ['192.0.2.1'] })).rejects.toThrow('has no address 192.0.2.1')
    expect((await fetch(`http://127.0.0.1:${first.port}/readyz`)).status).toBe(200)
    await first.close()
  })
})
