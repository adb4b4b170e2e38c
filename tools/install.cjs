'use strict'
// Runs on the host's Node, before anything is installed: plain JavaScript, no dependency.
const { spawnSync } = require('node:child_process')
const { existsSync, readFileSync } = require('node:fs')
const { join } = require('node:path')

/** The packages of a lockfile by their place in the tree; none if the file is missing or damaged. */
function readPackages(lockfile) {
  try {
    return JSON.parse(readFileSync(lockfile, 'utf8')).packages ?? {}
  } catch {
    return {}
  }
}

/**
 * Why the tree at `root` is not what package-lock.json says, in words; null when it is.
 * npm writes what it installed to node_modules/.package-lock.json, as the last thing it does.
 */
function staleReason(root) {
  const wanted = readPackages(join(root, 'package-lock.json'))
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'))
  if (Object.keys(installed).length === 0) return 'nothing is installed yet'
  for (const [place, entry] of Object.entries(wanted)) {
    if (place === '') continue
    const present = installed[place]
    if (present === undefined) {
      if (entry.optional === true) continue
      return `${place} is missing`
    }
    if (present.version !== entry.version || present.integrity !== entry.integrity) {
      return `${place} has another version`
    }
  }
  for (const place of Object.keys(installed)) {
    if (wanted[place] === undefined) return `${place} is left over`
    if (!existsSync(join(root, place))) return `${place} was removed`
  }
  return null
}

function hostNodeIsTooOld() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major < 20 || (major === 20 && minor < 19)
}

function install(root) {
  if (hostNodeIsTooOld()) {
    console.error(`Node >= 20.19 is needed to install Trading Pro; this is ${process.versions.node}.`)
    return 1
  }
  const reason = staleReason(root)
  if (reason === null) return 0
  console.log(`Installing the packages (${reason}) ...`)
  const startedAt = Date.now()
  // An API of npm that runs everywhere; on Windows npm is a .cmd file, which needs a shell.
  const result = spawnSync('npm', ['ci', '--loglevel=error', '--no-fund', '--no-audit'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (result.error !== undefined) {
    console.error(`npm could not be started: ${result.error.message}`)
    return 1
  }
  if (result.status === 0) console.log(`Installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`)
  return result.status ?? 1
}

/** The pinned Node is fetched by an install script; with `ignore-scripts` set it is not there. */
function pinnedNodeIsMissing(root) {
  const pinned = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies.node
  const result = spawnSync(join(root, 'node_modules', '.bin', 'node'), ['--version'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  return result.status !== 0 || result.stdout.trim() !== `v${pinned}`
}

function main(root) {
  const code = install(root)
  if (code !== 0) return code
  if (!pinnedNodeIsMissing(root)) return 0
  console.error(
    'The pinned Node was not installed (npm was told to ignore install scripts): ' +
      'run `npm rebuild node --ignore-scripts=false`.',
  )
  return 1
}

if (require.main === module) process.exitCode = main(join(__dirname, '..'))

module.exports = { staleReason }
