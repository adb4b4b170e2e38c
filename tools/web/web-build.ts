import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { inRepository, repositoryRoot } from '../platform/paths.ts'
import { capture, packageCommand } from '../platform/run-command.ts'
import { hashInputs, webBuildInputs } from './build-inputs.ts'

/** Says which content the app in frontend/dist was built from; gone with the folder. */
const stampFile = inRepository('frontend', 'dist', '.build-stamp')

const isBuilt = (): boolean => existsSync(inRepository('frontend', 'dist', 'index.html'))

function isUpToDate(hash: string): boolean {
  return isBuilt() && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash
}

/** Builds the web app; prints what it does, how long it took, and all of the output if it failed. */
export async function buildWeb(hash = hashInputs(repositoryRoot, webBuildInputs)): Promise<boolean> {
  console.log('Building the web app ...')
  const startedAt = performance.now()
  const command = packageCommand('vite', 'vite', ['build', '--logLevel', 'warn'])
  const { code, output } = await capture({ ...command, directory: inRepository('frontend') })
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10
  if (output.trim() !== '') console.log(output.trimEnd())
  if (code !== 0 || !isBuilt()) {
    console.log(`The web app could not be built (${seconds} s).`)
    return false
  }
  writeFileSync(stampFile, hash)
  console.log(`Built the web app in ${seconds} s.`)
  return true
}

/**
 * Builds the web app if it is missing or was made from other sources. Never fails: says what will be missing.
 */
export async function ensureWebBuild(): Promise<void> {
  const hash = hashInputs(repositoryRoot, webBuildInputs)
  if (isUpToDate(hash)) return
  const remaining = isBuilt() ? 'the app as it was built before' : 'the API only'
  if (!existsSync(inRepository('node_modules', 'vite', 'package.json'))) {
    console.log(`The web app needs a build, but its tools are not installed (npm ci): serving ${remaining}.`)
    return
  }
  if (!(await buildWeb(hash)))
    console.log(`Serving ${isBuilt() ? 'what there is of the app' : 'the API only'}.`)
}
