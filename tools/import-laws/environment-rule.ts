import ts from 'typescript'
import { packageOf } from './package-rules.ts'
import type { Offence } from '../source/offence.ts'
import { lineOf, walk, type ParsedScript } from '../source/parse.ts'

/** The one file of the product that reads the environment. */
const reader = 'backend/src/config.ts'

/** The wiring around the capabilities may hand the whole environment over, but look at nothing in it. */
const wiring = /^backend\/src\/[^/]+$/

function isHandedOver(node: ts.Node): boolean {
  if (ts.isPropertyAssignment(node.parent)) return node.parent.initializer === node
  return ts.isCallExpression(node.parent) && node.parent.arguments.some((argument) => argument === node)
}

function readsEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) {
    return node.expression.getText() === 'process' && node.name.text === 'env'
  }
  if (ts.isElementAccessExpression(node)) {
    return node.expression.getText() === 'process' && /^['"`]env/.test(node.argumentExpression.getText())
  }
  if (ts.isImportSpecifier(node)) {
    return (
      /node:process|'process'/.test(node.parent.parent.parent.getText()) && node.getText().startsWith('env')
    )
  }
  if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name)) {
    return node.initializer?.getText() === 'process' && /\benv\b/.test(node.name.getText())
  }
  return false
}

/** "config.ts alone reads the environment." */
export function findEnvironmentReads(script: ParsedScript): Offence[] {
  const { path } = script
  if (packageOf(path) === null || path === reader || path.endsWith('.test.ts')) return []
  const offences: Offence[] = []
  walk(script.tree, (node) => {
    if (!readsEnvironment(node) || (wiring.test(path) && isHandedOver(node))) return
    const message = `reads the environment: ${reader} alone does, and hands its values on`
    offences.push({ path, line: lineOf(script, node), message })
  })
  return offences
}
