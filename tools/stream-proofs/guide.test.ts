import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inRepository } from '../platform/paths.ts'
import { startStreamedProduct, type StreamedProduct } from './product.fixture.ts'

const run = promisify(execFile)
const guide = readFileSync(inRepository('docs', 'stream.md'), 'utf8')
/** Each script of the guide, and what it prints, a pattern a line. */
const examples = [...guide.matchAll(/```js\n(.*?)```\n\n```text\n(.*?)```/gs)].map(
  ([, script = '', printed = ''], index) => ({
    number: index + 1,
    script,
    printed: printed.trim().split('\n'),
  }),
)

let product: StreamedProduct
beforeAll(async () => {
  product = await startStreamedProduct()
})
afterAll(() => product[Symbol.asyncDispose]())

it('the guide has examples, and each says what it prints', () => {
  expect(examples.length).toBe(guide.split('```js\n').length - 1)
  expect(examples.length).toBeGreaterThan(3)
})

it.each(examples)('example $number of the guide prints what it says', async ({ script, printed }) => {
  const here = script.replaceAll('localhost:8000', `127.0.0.1:${product.port}`)
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', here], { timeout: 30_000 })
  const lines = stdout.trim().split('\n')
  expect(lines).toHaveLength(printed.length)
  for (const [index, pattern] of printed.entries()) expect(lines[index]).toMatch(new RegExp(`^${pattern}$`))
})
