import { expect, test } from '@playwright/test'
import { recordInNode, recordInPage } from './support/engine-sessions.ts'

const INPUTS = 4_000

test('the engine decides the same bytes in Chromium as in Node', async ({ page, browser }) => {
  // Those that always run, and some that nobody has run before.
  const seeds = [1, 2, 3, Date.now(), Date.now() + 1]
  console.log(`Engine sessions of ${INPUTS} inputs, seeds ${seeds.join(', ')}, Chromium ${browser.version()}`)
  const [inPage, inNode] = await Promise.all([
    recordInPage(page, { seeds, inputs: INPUTS }),
    recordInNode({ seeds, inputs: INPUTS }),
  ])
  for (const [index, seed] of seeds.entries()) {
    expect(inPage[index], `seed ${seed}`).toEqual(inNode[index])
  }
  expect(inNode.map((parts) => parts.at(-1)?.inputs)).toEqual(seeds.map(() => INPUTS))
})
