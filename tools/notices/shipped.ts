/** The parts of package-lock.json that say what stands on what. */
export interface LockEntry {
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  readonly link?: boolean
  readonly optional?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
}

export type Lock = Readonly<Record<string, LockEntry>>

/** Where a package is in use: loaded by the server, or built into the web app. */
export type Place = 'server' | 'web app'

export interface ShippedPackage {
  /** Its folder, from the repository's root. */
  readonly folder: string
  readonly name: string
  readonly version: string
  /** SPDX expression. */
  readonly license: string
  readonly places: readonly Place[]
}

const nameOf = (folder: string): string => folder.slice(folder.lastIndexOf('node_modules/') + 13)

/** Node's way: beside the package that asks, then one folder up, and so on. */
function resolveFolder(lock: Lock, from: string, name: string): string | null {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    const folder = base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`
    if (folder in lock) return folder
    if (base === '') return null
    if (!base.includes('/node_modules/')) base = ''
  }
}

/** The folders of the named packages and of all they depend on, as seen from the workspace `from`. */
export function closureOf(lock: Lock, from: string, names: readonly string[]): Set<string> {
  const folders = new Set<string>()
  const waiting = names.map((name) => ({ from, name }))
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const folder = resolveFolder(lock, next.from, next.name)
    if (folder === null || folders.has(folder)) continue
    const entry = lock[folder]
    if (entry === undefined || entry.link === true) continue
    folders.add(folder)
    waiting.push(...Object.keys(entry.dependencies ?? {}).map((name) => ({ from: folder, name })))
  }
  return folders
}

/**
 * Everything of others that runs in the product, by name: what the server loads, and what the web app
 * contains.
 */
export function listShipped(lock: Lock, bundledNames: readonly string[]): ShippedPackage[] {
  const bundled = closureOf(lock, 'frontend', bundledNames)
  const loaded = Object.keys(lock).filter((folder) => {
    const entry = lock[folder]
    return folder.includes('node_modules/') && entry?.dev !== true && entry?.link !== true
  })
  const server = new Set(loaded)
  const packages = [...new Set([...loaded, ...bundled])].map((folder): ShippedPackage => {
    const { version = '', license = 'unknown' } = lock[folder] ?? {}
    const places: Place[] = []
    if (server.has(folder)) places.push('server')
    if (bundled.has(folder)) places.push('web app')
    return { folder, name: nameOf(folder), version, license, places }
  })
  const key = ({ name, version }: ShippedPackage): string => `${name} ${version}`
  return packages.sort((left, right) => (key(left) < key(right) ? -1 : 1))
}

/** Licences that ask for nothing but their notice. */
const acceptedLicenses = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  // The choice is ours, and it is Apache-2.0.
  '(MPL-2.0 OR Apache-2.0)',
  '0BSD',
  'MIT-0',
  'CC0-1.0',
  'Python-2.0',
  'BlueOak-1.0.0',
  'OFL-1.1',
])

/** Shipped packages whose licence nobody has looked at yet, or that must not ship. */
export function findUnacceptable(packages: readonly ShippedPackage[]): ShippedPackage[] {
  return packages.filter(({ license }) => !acceptedLicenses.has(license))
}
