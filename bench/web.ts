/** Compressed JavaScript of the market page's first view, against its limit; fails when it is over. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { printFigure } from './lib/report.ts'
import { inRepository } from '../tools/platform/paths.ts'
import { ensureWebBuild } from '../tools/web/web-build.ts'

const limitKilobytes = 200
/** What a browser loads before it shows the page: the entry, and the page that the router opens. */
const roots = ['index.html', 'src/market/MarketPage.vue']

interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
}

type Manifest = Readonly<Record<string, Chunk>>

function chunksOf(
  manifest: Manifest,
  names: readonly string[],
  seen = new Set<string>(),
): ReadonlySet<string> {
  for (const name of names) {
    const chunk = manifest[name]
    if (chunk === undefined) throw new Error(`the build has no ${name}`)
    if (seen.has(chunk.file)) continue
    seen.add(chunk.file)
    chunksOf(manifest, chunk.imports ?? [], seen)
  }
  return seen
}

await ensureWebBuild()
const dist = inRepository('frontend', 'dist')
const manifest = JSON.parse(readFileSync(`${dist}/.vite/manifest.json`, 'utf8')) as Manifest
let bytes = 0
for (const file of chunksOf(manifest, roots)) bytes += gzipSync(readFileSync(`${dist}/${file}`)).length
printFigure({ name: 'web.market_page', unit: 'KB', value: bytes / 1000, baseline: limitKilobytes })
if (bytes > limitKilobytes * 1000) {
  console.error(`The market page loads ${bytes} bytes of JavaScript, more than ${limitKilobytes} KB.`)
  process.exitCode = 1
}
