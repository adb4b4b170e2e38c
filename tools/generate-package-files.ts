import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { objectOf } from './openapi-json.ts'
import { inRepository } from './platform/paths.ts'
import { capture, packageCommand } from './platform/run-command.ts'

/** Compiles the client into the folder, which is emptied first, with a manifest and the README of its own. */
export async function buildClientPackage(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const project = inRepository('client', 'tsconfig.build.json')
  const compiled = await capture(packageCommand('typescript', 'tsc', ['-p', project, '--outDir', folder]))
  if (compiled.code !== 0) throw new Error(`The client does not compile:\n${compiled.output}`)
  await writeFile(join(folder, 'package.json'), await publishedManifest())
  await copyFile(inRepository('client', 'README.md'), join(folder, 'README.md'))
  await copyFile(inRepository('LICENSE'), join(folder, 'LICENSE'))
}

/** The manifest without what only the workspace needs, and with the compiled files as its entry. */
async function publishedManifest(): Promise<string> {
  const manifest = objectOf(JSON.parse(await readFile(inRepository('client', 'package.json'), 'utf8')))
  const { name, version, description, license, type, dependencies } = manifest
  const exports = { '.': { types: './index.d.ts', default: './index.js' } }
  const published = { name, version, description, license, type, sideEffects: false, exports, dependencies }
  return `${JSON.stringify(published, null, 2)}\n`
}
