import { posix } from 'node:path'
import { packageLaws, type PackageName } from '../packages.ts'
import { importsOf } from '../source/imports.ts'
import type { Offence } from '../source/offence.ts'
import type { ParsedScript } from '../source/parse.ts'

/** What a package says of itself in its package.json. */
export interface PackageManifest {
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

export type PackageManifests = Readonly<Record<PackageName, PackageManifest>>

const scope = '@trading-pro/'

/** Libraries the packages without dependencies may use all the same; a package not named may use any. */
const librariesAllowed: Readonly<Partial<Record<PackageName, readonly string[]>>> = {
  contracts: ['typebox'],
  engine: [],
  market: [],
}

/** Folders outside the packages that a package may read: real data that the app bundles. */
const sharedFolders: Readonly<Partial<Record<PackageName, readonly string[]>>> = { frontend: ['samples'] }

/** The package whose source a path belongs to; null for the root folders, which stand above all packages. */
export function packageOf(path: string): PackageName | null {
  const [folder = '', next] = path.split('/')
  return folder in packageLaws && next === 'src' ? (folder as PackageName) : null
}

const isTest = (path: string): boolean => /\.(test|fixture)\.ts$/.test(path)

function judgeOwn(owner: PackageName, target: string, manifests: PackageManifests): string | null {
  const [name = ''] = target.split('/')
  const law = packageLaws[owner]
  if (name === owner) return `imports its own package by name`
  if (!law.mayImport.some((allowed) => target === allowed || name === allowed)) {
    const list = law.mayImport.length === 0 ? 'no package of ours' : law.mayImport.join(', ')
    return `${owner} must not import ${target}: it may import ${list}`
  }
  const exported = target === name ? '.' : `.${target.slice(name.length)}`
  if (!(exported in (manifests[name as PackageName].exports ?? {}))) {
    return `${scope}${target} is not exported by ${name}: no import past a package's public face`
  }
  const { dependencies = {}, devDependencies = {} } = manifests[owner]
  if (!(`${scope}${name}` in { ...dependencies, ...devDependencies })) {
    return `${scope}${name} is not among the dependencies in ${owner}/package.json`
  }
  return null
}

function judgeRelative(owner: PackageName, path: string, specifier: string): string | null {
  const target = posix.join(posix.dirname(path), specifier)
  const [folder = ''] = target.split('/')
  const isInside = folder === owner || (sharedFolders[owner] ?? []).includes(folder)
  if (!isInside) return `${specifier} leaves the package: import what ${folder} exports, by its name`
  return /\.(?!js\b)[a-z]+(\?[a-z]+)?$/.test(specifier) ? null : `${specifier} needs the ending of its file`
}

function judgeLibrary(owner: PackageName, path: string, specifier: string): string | null {
  const allowed = librariesAllowed[owner]
  if (allowed === undefined || isTest(path)) return null
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  return allowed.includes(name) ? null : `${owner} must not import ${specifier}: it stands without libraries`
}

/** Who may import whom between the packages, and only through what a package exports. */
export function findPackageOffences(script: ParsedScript, manifests: PackageManifests): Offence[] {
  const owner = packageOf(script.path)
  if (owner === null) return []
  const { path } = script
  return importsOf(script).flatMap(({ specifier, line }) => {
    let message: string | null
    if (specifier.startsWith('.')) message = judgeRelative(owner, path, specifier)
    else if (specifier.startsWith(scope)) message = judgeOwn(owner, specifier.slice(scope.length), manifests)
    else message = judgeLibrary(owner, path, specifier)
    return message === null ? [] : [{ path, line, message }]
  })
}
