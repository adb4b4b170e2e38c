import type { Offence } from '../source/offence.ts'
import { parseScript } from '../source/parse.ts'
import { findImpurities, findInexactNumbers } from './purity-rules.ts'
import { findLongFunctions, findLongText, findManyParameters } from './size-rules.ts'
import { findForeignPlaces, findOpenPoints, findTitles } from './text-rules.ts'

const textRules = [findLongText, findForeignPlaces, findTitles]
const scriptRules = [
  findLongFunctions,
  findManyParameters,
  findImpurities,
  findInexactNumbers,
  findOpenPoints,
]

/** Every offence of one file against the house style, by line. */
export function tidyFile(path: string, text: string): Offence[] {
  const offences = textRules.flatMap((rule) => rule(path, text))
  const script = parseScript(path, text)
  if (script !== null) offences.push(...scriptRules.flatMap((rule) => rule(script)))
  return offences.sort((left, right) => left.line - right.line)
}
