import { describe, expect, it } from 'vitest'
import { tidyFile } from './tidy-file.ts'

const messagesOf = (path: string, text: string): string[] =>
  tidyFile(path, text).map(({ message }) => message)

/** One row: where it stands, what is written, and a part of what tidy says to it. */
type Row = readonly [path: string, text: string, complaint: string]

const lines = (count: number): string => 'const value = 1\n'.repeat(count)

const host = ['https://', 'registry', '.example.org/vue'].join('')
const machinePath = ['', 'home', 'me', 'file'].join('/')
const mark = ['TO', 'DO'].join('')

const offenders: readonly Row[] = [
  ['market/src/a.ts', `function long() {\n${lines(69)}}`, 'long has 71 lines, at most 70'],
  ['backend/src/a.ts', `class Book {\n  fill() {\n${lines(70)}  }\n}`, 'fill has 72 lines'],
  ['frontend/src/a.vue', `<script setup>\nconst f = () => {\n${lines(70)}}\n</script>`, 'f has 72 lines'],
  ['backend/src/a.test.ts', `it('x', () => {\n${lines(70)}})`, 'a function has 72 lines'],
  ['backend/src/a.ts', lines(501), 'file of 501 lines, at most 500'],
  ['frontend/src/a.css', `/* ${'x'.repeat(110)} */`, 'line of 116 characters'],
  ['Makefile', `# ${'x'.repeat(110)}`, 'line of 112 characters'],
  ['market/src/a.ts', 'function add(a: A, b: B, c: C, d: D) {}', 'add takes 4 parameters'],
  ['market/src/a.ts', 'interface Port { put(a: A, b: B, c: C, d: D): void }', 'put takes 4 parameters'],
  ['engine/src/a.ts', 'const now = Date.UTC(2020)', 'Date is banned in engine'],
  ['market/src/a.ts', 'const now = Date.now()', 'Date.now reads the clock'],
  ['market/src/a.ts', 'const now = new Date()', 'new Date() reads the clock'],
  ['market/src/a.ts', 'const day = new Date(0).getDay()', 'getDay depends on'],
  ['market/src/a.ts', 'const chance = Math.random()', 'Math.random is banned'],
  ['engine/src/a.ts', 'const root = Math.exp(1)', 'Math.exp is banned'],
  ['market/src/a.ts', 'const square = side ** 2', '** on numbers is Math.pow'],
  ['market/src/a.ts', 'const now = Temporal.Now.instant()', 'Temporal is banned'],
  ['market/src/a.ts', 'const zone = new Intl.DateTimeFormat()', 'Intl is banned'],
  ['engine/src/a.ts', 'setTimeout(run, 1)', 'setTimeout is banned'],
  ['engine/src/a.ts', 'console.log(1)', 'console is banned'],
  ['engine/src/a.ts', 'const all = Promise.all([])', 'Promise is banned'],
  ['engine/src/a.ts', 'async function run() {}', 'async is banned'],
  ['engine/src/a.ts', "const order = 'a'.localeCompare('b')", 'localeCompare depends on'],
  ['engine/src/a.ts', 'const half = 0.5', 'a fraction in a literal'],
  ['backend/src/a.ts', "const price = Number.parseFloat('1')", 'parseFloat is banned'],
  ['frontend/src/quotes/a.vue', '<script setup>price.toFixed(2)</script>', 'toFixed is banned'],
  ['docs/a.md', 'No title.', 'exactly one title, this has 0'],
  ['docs/a.md', '# One\n\n# Two', 'exactly one title, this has 2'],
  ['README.md', `See ${host}.`, 'names a package registry'],
  ['package-lock.json', '"resolved": "https://example.org/vue.tgz"', 'a resolved address'],
  ['README.md', `Look into ${machinePath}.`, 'is a path of one machine'],
  ['backend/src/a.ts', `// ${mark}\nconst value = 1`, 'an open point without its reason'],
  ['backend/src/a.ts', `const value = 1 // @${mark} later`, 'an open point without its reason'],
]

const innocents: readonly (readonly [path: string, text: string])[] = [
  ['market/src/a.ts', `function long() {\n${lines(68)}}`],
  ['market/src/a.ts', `/**\n${' *\n'.repeat(80)} */\nfunction short() {}`],
  ['market/src/a.test.ts', `describe('x', () => {\n${lines(100)}})`],
  ['client/src/generated/a.ts', `function long() {\n${lines(600)}}`],
  ['docs/a.md', `# Title\n\n${'word '.repeat(60)}\n\n\`\`\`sh\n# a comment\n\`\`\`\n`],
  ['market/src/a.ts', 'function add(this: Window, a: A, b: B, c: C) {}'],
  ['market/src/a.ts', 'const year = new Date(Date.UTC(2020, 0)).getUTCFullYear()'],
  ['market/src/a.ts', 'interface Bar { readonly Date: string }\nconst bar = { console: 1 }'],
  ['market/src/a.ts', 'const scale = 10n ** places\nconst root = Math.sqrt(2)'],
  ['market/src/a.test.ts', 'const started = Date.now()\nawait run()'],
  ['market/src/time-zone/intl-time-zone.ts', 'const zone = new Intl.DateTimeFormat()'],
  ['frontend/src/chart/axis.ts', 'const label = value.toFixed(2)'],
  ['tools/a.ts', 'const seconds = elapsed.toFixed(1)'],
  ['package-lock.json', '"resolved": "backend"'],
  ['backend/src/a.ts', "const route = '/api/home/page'"],
  ['backend/src/a.ts', `// @${mark} the venue sends no currency yet\nconst value = '${mark}'`],
]

describe('tidy', () => {
  it.each(offenders)('catches in %s: %#', (path, text, complaint) => {
    expect(messagesOf(path, text)).toEqual([expect.stringContaining(complaint)])
  })

  it.each(innocents)('lets pass in %s: %#', (path, text) => {
    expect(messagesOf(path, text)).toEqual([])
  })

  it('gives the line in the component, not in its script', () => {
    const text = '<template>\n  <p />\n</template>\n<script setup>\nprice.toFixed(2)\n</script>'
    expect(tidyFile('frontend/src/quotes/Quote.vue', text).map(({ line }) => line)).toEqual([5])
  })
})
