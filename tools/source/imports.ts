import ts from 'typescript'
import { lineOf, walk, type ParsedScript } from './parse.ts'

export interface Import {
  readonly specifier: string
  readonly line: number
  /** Whether only types come in, so that nothing of the other file can be called. */
  readonly isTypeOnly: boolean
}

function isTypeOnlyImport(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const bindings = clause.namedBindings
  if (clause.name !== undefined || bindings === undefined || !ts.isNamedImports(bindings)) return false
  return bindings.elements.length > 0 && bindings.elements.every((element) => element.isTypeOnly)
}

function specifierOf(node: ts.Node): { readonly specifier: ts.Node; readonly isTypeOnly: boolean } | null {
  if (ts.isImportDeclaration(node)) {
    return { specifier: node.moduleSpecifier, isTypeOnly: isTypeOnlyImport(node.importClause) }
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return { specifier: node.moduleSpecifier, isTypeOnly: node.isTypeOnly }
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { specifier: node.argument.literal, isTypeOnly: true }
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [specifier] = node.arguments
    return specifier === undefined ? null : { specifier, isTypeOnly: false }
  }
  return null
}

/** Every import of a file whose target is written down: static, re-exported, of types only, or dynamic. */
export function importsOf(script: ParsedScript): Import[] {
  const imports: Import[] = []
  walk(script.tree, (node) => {
    const found = specifierOf(node)
    if (found === null || !ts.isStringLiteralLike(found.specifier)) return
    const { isTypeOnly } = found
    imports.push({ specifier: found.specifier.text, line: lineOf(script, node), isTypeOnly })
  })
  return imports
}
