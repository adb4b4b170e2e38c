// Writes THIRD_PARTY_NOTICES.md from what ships; `--check` writes nothing, and fails if the page is not up to
// date or a licence must not ship.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { renderNotices } from './notices/render.ts'
import { findUnacceptable, listShipped, type Lock } from './notices/shipped.ts'
import { inRepository } from './platform/paths.ts'
import { listRepositoryFiles, readRepositoryFile } from './platform/source-files.ts'
import { importsOf } from './source/imports.ts'
import { parseScript } from './source/parse.ts'

/** The libraries that the app's own code imports; the build tools are none of them. */
function listBundledNames(): string[] {
  const manifest = JSON.parse(readRepositoryFile('frontend/package.json').text) as {
    devDependencies: Record<string, string>
  }
  const known = Object.keys(manifest.devDependencies)
  const sources = listRepositoryFiles().filter((path) => /^frontend\/(src\/|index\.html)/.test(path))
  const mentioned = sources
    .filter((path) => !/\.test\.ts$|\/testing\//.test(path))
    .flatMap((path) => {
      const { text } = readRepositoryFile(path)
      const script = parseScript(path, text)
      if (script !== null) return importsOf(script).map(({ specifier }) => specifier)
      return [...text.matchAll(/url\(['"]?([^'")]+)/g)].map((match) => match[1] ?? '')
    })
  return known.filter((name) => mentioned.some((text) => text === name || text.startsWith(`${name}/`)))
}

function readLicenseText(folder: string): string | null {
  const path = inRepository(folder)
  if (!existsSync(path)) return null
  const files = readdirSync(path).filter((name) => /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i.test(name))
  if (files.length === 0) return null
  const texts = files
    .sort()
    .map((name) => readFileSync(join(path, name), 'utf8').replaceAll('\r\n', '\n').trim())
  return texts.join('\n\n')
}

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const lock = JSON.parse(readRepositoryFile('package-lock.json').text) as { packages: Lock }
const shipped = listShipped(lock.packages, listBundledNames())
for (const { name, license } of findUnacceptable(shipped)) {
  console.error(`${name} is under ${license}, which is not among the licences that may ship.`)
  process.exitCode = 1
}

const page = inRepository('THIRD_PARTY_NOTICES.md')
const text = renderNotices(shipped, readLicenseText)
if (!values.check) {
  writeFileSync(page, text)
} else if (!existsSync(page) || readFileSync(page, 'utf8') !== text) {
  console.error('THIRD_PARTY_NOTICES.md is not up to date: run `node tools/notices.ts`.')
  process.exitCode = 1
}
