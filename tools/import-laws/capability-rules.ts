import { posix } from 'node:path'
import { importsOf, type Import } from '../source/imports.ts'
import type { Offence } from '../source/offence.ts'
import type { ParsedScript } from '../source/parse.ts'

const sourceRoot = 'backend/src/'

/**
 * The layers inside the back end: `platform` knows nobody; `adapters` know `platform`; a capability (every
 * other folder) knows both, an adapter only by its types; the files of the root (main, app, context, config)
 * wire everything; `testing` is what tests share.
 */
type Layer =
  | { readonly kind: 'root' }
  | { readonly kind: 'platform' }
  | { readonly kind: 'adapters' }
  | { readonly kind: 'testing' }
  | { readonly kind: 'capability'; readonly name: string }

function layerOf(path: string): Layer | null {
  if (!path.startsWith(sourceRoot)) return null
  const parts = path.slice(sourceRoot.length).split('/')
  const [folder = ''] = parts
  if (parts.length === 1) return { kind: 'root' }
  if (folder === 'platform' || folder === 'adapters' || folder === 'testing') return { kind: folder }
  return { kind: 'capability', name: folder }
}

function judgeCapabilityCall(name: string, target: string, found: Import): string | null {
  const other = layerOf(target)
  if (other?.kind === 'adapters' && !found.isTypeOnly) {
    return 'a capability knows an adapter by its types only; context.ts hands it in'
  }
  if (other?.kind !== 'capability' || other.name === name) return null
  if (found.isTypeOnly || target.endsWith('.service.ts')) return null
  return `${name} calls ${other.name} past its service: only ${other.name}/*.service.ts, or types`
}

function judge(layer: Layer, target: string, found: Import): string | null {
  const other = layerOf(target)
  if (other === null) return null
  if (other.kind === 'testing' && layer.kind !== 'testing') return 'what stands in testing is for tests only'
  switch (layer.kind) {
    case 'root':
    case 'testing':
      return null
    case 'platform':
      return other.kind === 'platform' ? null : 'platform stands below everything: it imports only itself'
    case 'adapters':
      if (other.kind !== 'capability' || found.isTypeOnly) return null
      return 'an adapter stands below the capabilities: it may know their types, not call them'
    case 'capability':
      return judgeCapabilityCall(layer.name, target, found)
    default:
      return layer satisfies never
  }
}

/**
 * "A capability folder calls another capability only through that one's service." Tests may start everything.
 */
export function findCapabilityOffences(script: ParsedScript): Offence[] {
  const { path } = script
  const layer = layerOf(path)
  if (layer === null || /\.(test|fixture)\.ts$/.test(path)) return []
  return importsOf(script).flatMap((found) => {
    if (!found.specifier.startsWith('.')) return []
    const message = judge(layer, posix.join(posix.dirname(path), found.specifier), found)
    return message === null ? [] : [{ path, line: found.line, message }]
  })
}
