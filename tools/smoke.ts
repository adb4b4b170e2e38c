// `make smoke`: starts the product on an empty data directory, calls its endpoints, generates the client from
// it, and stops it as Ctrl-C does.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from './platform/free-port.ts'
import { capture, nodeCommand } from './platform/run-command.ts'
import { callEndpoints } from './smoke-run/endpoints.ts'
import { startProduct, waitUntilReady } from './smoke-run/product.ts'

async function generateClient(url: string): Promise<void> {
  const { code, output } = await capture({
    ...nodeCommand('tools/generate.ts'),
    environment: { API_URL: url },
  })
  process.stdout.write(output)
  if (code !== 0 || !output.includes(`running API at ${url}`))
    throw new Error('the client was not generated from it')
  if (!output.includes('Nothing changed'))
    throw new Error('the API serves another contract than the committed one')
}

/** A port that is taken must be one clear sentence and an exit code, not a stack. */
async function refuseTakenPort(port: number, dataDirectory: string): Promise<void> {
  const second = startProduct(port, dataDirectory)
  const code = await second.ended()
  const said = second.output().trim()
  if (code === 0 || !said.includes(String(port)) || /^\s+at /m.test(said)) {
    throw new Error(`a second start on the same port ended with ${code} and said:\n${said}`)
  }
}

const port = await findFreePort()
const dataDirectory = mkdtempSync(join(tmpdir(), 'trading-pro-smoke-'))
const product = startProduct(port, join(dataDirectory, 'first'))
try {
  const startedAt = performance.now()
  await waitUntilReady(product)
  console.log(
    `Ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s, with the samples imported`,
  )
  console.log(await callEndpoints(product.url))
  await generateClient(product.url)
  await refuseTakenPort(port, join(dataDirectory, 'second'))
} catch (error) {
  console.error(error)
  process.exitCode = 1
} finally {
  const end = await product.stop()
  console.log(`Stopped with ${end}`)
  if (end !== 0) {
    console.error(product.output())
    process.exitCode = 1
  }
  rmSync(dataDirectory, { recursive: true, force: true })
}
