import ts from 'typescript'
import { packageLaws } from '../packages.ts'
import type { Offence } from '../source/offence.ts'
import { lineOf, walk, type ParsedScript } from '../source/parse.ts'

/** The one place of the pure packages that may ask the platform about time zones. */
const timeZoneSeam = 'market/src/time-zone/intl-time-zone.ts'

/** Names that reach the outside world, a clock, a timer or chance. */
const bannedGlobals = new Set(
  (
    'console process globalThis window document fetch crypto performance navigator require ' +
    'setTimeout setInterval setImmediate queueMicrotask requestAnimationFrame Promise Temporal Intl'
  ).split(' '),
)

/** Results that differ between engines, and `Math.random`. */
const bannedMath = new Set(
  (
    'random exp expm1 log log1p log2 log10 pow sin sinh asin asinh cos cosh acos acosh ' +
    'tan tanh atan atan2 atanh cbrt hypot'
  ).split(' '),
)

/** What reads the locale or the time zone of the machine. */
const bannedMethods = new Set(
  (
    'localeCompare toLocaleString toLocaleDateString toLocaleTimeString toLocaleUpperCase ' +
    'toLocaleLowerCase getFullYear getMonth getDate getDay getHours getMinutes getSeconds ' +
    'getTimezoneOffset setFullYear setMonth setDate setHours setMinutes setSeconds'
  ).split(' '),
)

function purePackageOf(path: string): string | null {
  for (const [name, law] of Object.entries(packageLaws)) {
    if (law.isPure && path.startsWith(`${name}/src/`)) return name
  }
  return null
}

/** Whether a name is used as a value, not declared, imported, a property or a type. */
function isValueUse(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isPropertyAssignment(parent) || ts.isEnumMember(parent)) return parent.initializer === node
  if (ts.isTypeReferenceNode(parent) || ts.isQualifiedName(parent)) return false
  if (ts.isPropertySignature(parent) || ts.isMethodSignature(parent)) return false
  if (ts.isNamedTupleMember(parent) || ts.isImportSpecifier(parent)) return false
  return true
}

function describeDateUse(node: ts.Identifier, packageName: string): string | null {
  if (packageName === 'engine') return 'Date is banned in engine: time comes in with the command'
  const { parent } = node
  if (ts.isNewExpression(parent)) {
    return (parent.arguments?.length ?? 0) === 0 ? 'new Date() reads the clock' : null
  }
  if (ts.isCallExpression(parent)) return 'Date() reads the clock'
  if (!ts.isPropertyAccessExpression(parent)) return null
  if (parent.name.text === 'now') return 'Date.now reads the clock'
  return parent.name.text === 'parse' ? 'Date.parse depends on the time zone of the machine' : null
}

function describeIdentifier(node: ts.Identifier, script: ParsedScript, packageName: string): string | null {
  if (!isValueUse(node)) return null
  if (node.text === 'Date') return describeDateUse(node, packageName)
  if (!bannedGlobals.has(node.text)) return null
  if (script.path === timeZoneSeam && (node.text === 'Intl' || node.text === 'Temporal')) return null
  return `${node.text} is banned in ${packageName}, which is pure`
}

function describeProperty(node: ts.PropertyAccessExpression, packageName: string): string | null {
  const name = node.name.text
  if (node.expression.getText() === 'Math' && bannedMath.has(name)) {
    return `Math.${name} is banned in ${packageName}: its result is not the same on every machine`
  }
  return bannedMethods.has(name) ? `${name} depends on the locale or time zone of the machine` : null
}

const isBigInt = (node: ts.Node): boolean => ts.isBigIntLiteral(node) || node.getText().startsWith('BigInt(')

function describeSyntax(node: ts.Node, packageName: string): string | null {
  if (node.kind === ts.SyntaxKind.AsyncKeyword || ts.isAwaitExpression(node)) {
    return `async is banned in ${packageName}, which is pure`
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken) {
    if (isBigInt(node.left) || isBigInt(node.right)) return null
    return `** on numbers is Math.pow, banned in ${packageName}`
  }
  if (packageName === 'engine' && ts.isNumericLiteral(node) && !Number.isInteger(Number(node.text))) {
    return 'a fraction in a literal is banned in engine'
  }
  return null
}

/** Rule 6: what the pure packages must not touch. Their tests may. */
export function findImpurities(script: ParsedScript): Offence[] {
  const packageName = purePackageOf(script.path)
  if (packageName === null || script.path.endsWith('.test.ts')) return []
  const offences: Offence[] = []
  walk(script.tree, (node) => {
    let message: string | null
    if (ts.isIdentifier(node)) message = describeIdentifier(node, script, packageName)
    else if (ts.isPropertyAccessExpression(node)) message = describeProperty(node, packageName)
    else message = describeSyntax(node, packageName)
    if (message !== null) offences.push({ path: script.path, line: lineOf(script, node), message })
  })
  return offences
}

const product = /^(contracts|engine|market|client|backend|frontend|exchange)\/src\//

/** Rule 14: numbers are read and written exactly, but for the pixels of the chart, and in tests. */
export function findInexactNumbers(script: ParsedScript): Offence[] {
  const { path } = script
  if (!product.test(path) || path.startsWith('frontend/src/chart/') || path.endsWith('.test.ts')) return []
  const offences: Offence[] = []
  walk(script.tree, (node) => {
    if (!ts.isIdentifier(node) || !/^(parseFloat|toFixed|toPrecision)$/.test(node.text)) return
    const message = `${node.text} is banned outside chart pixels: it rounds without saying who gains`
    offences.push({ path: script.path, line: lineOf(script, node), message })
  })
  return offences
}
