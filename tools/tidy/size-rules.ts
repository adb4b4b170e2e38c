import ts from 'typescript'
import type { Offence } from '../source/offence.ts'
import { lineOf, walk, type ParsedScript } from '../source/parse.ts'

/** Rule 22 of the house style; there is no list of exceptions. */
const sizeLimits = {
  functionLines: 70,
  fileLines: 500,
  lineLength: 110,
  positionalParameters: 3,
} as const

const sourceFile = /\.(ts|vue|js|cjs|mjs|css|html|sh|yml|yaml|mk)$|(^|\/)Makefile$/

const isGenerated = (path: string): boolean => path.includes('/generated/')

/** Lines that are too long, and files with too many of them. Prose may have long lines. */
export function findLongText(path: string, text: string): Offence[] {
  if (!sourceFile.test(path) || isGenerated(path)) return []
  const lines = text.replace(/\n$/, '').split('\n')
  const offences: Offence[] = []
  if (lines.length > sizeLimits.fileLines) {
    const message = `file of ${lines.length} lines, at most ${sizeLimits.fileLines}`
    offences.push({ path, line: sizeLimits.fileLines + 1, message })
  }
  for (const [index, line] of lines.entries()) {
    if (line.length <= sizeLimits.lineLength) continue
    const message = `line of ${line.length} characters, at most ${sizeLimits.lineLength}`
    offences.push({ path, line: index + 1, message })
  }
  return offences
}

/** A `describe` block is the table of contents of a suite: what stands in it are functions, it is none. */
function isSuiteBlock(node: ts.Node): boolean {
  if (!ts.isCallExpression(node.parent)) return false
  return /^(test\.)?describe\b/.test(node.parent.expression.getText())
}

function bodyOf(node: ts.Node): ts.Node | undefined {
  return ts.isFunctionLike(node) && 'body' in node ? node.body : undefined
}

function nameOf(node: ts.Node): string {
  const named = node as ts.Node & { readonly name?: ts.Node }
  if (named.name !== undefined) return named.name.getText()
  const owner = node.parent
  if (ts.isVariableDeclaration(owner) || ts.isPropertyAssignment(owner)) return owner.name.getText()
  return 'a function'
}

/** Functions with too many lines; a doc comment before one does not count. */
export function findLongFunctions(script: ParsedScript): Offence[] {
  if (isGenerated(script.path)) return []
  const offences: Offence[] = []
  walk(script.tree, (node) => {
    if (bodyOf(node) === undefined || isSuiteBlock(node)) return
    const line = lineOf(script, node)
    const lines = script.tree.getLineAndCharacterOfPosition(node.getEnd()).line + 2 - line
    if (lines <= sizeLimits.functionLines) return
    const message = `${nameOf(node)} has ${lines} lines, at most ${sizeLimits.functionLines}`
    offences.push({ path: script.path, line, message })
  })
  return offences
}

/** Functions, methods and function types with too many positional parameters. */
export function findManyParameters(script: ParsedScript): Offence[] {
  if (isGenerated(script.path)) return []
  const offences: Offence[] = []
  walk(script.tree, (node) => {
    if (!ts.isFunctionLike(node)) return
    const parameters = node.parameters.filter((parameter) => parameter.name.getText() !== 'this')
    if (parameters.length <= sizeLimits.positionalParameters) return
    const most = String(sizeLimits.positionalParameters)
    const message = `${nameOf(node)} takes ${parameters.length} parameters, at most ${most}`
    offences.push({ path: script.path, line: lineOf(script, node), message })
  })
  return offences
}
