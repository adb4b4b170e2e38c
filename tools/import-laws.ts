// Holds the import laws of ARCHITECTURE.md: `node tools/import-laws.ts [FILE...]`, without names every file.
import { findCapabilityOffences } from './import-laws/capability-rules.ts'
import { findEnvironmentReads } from './import-laws/environment-rule.ts'
import {
  findPackageOffences,
  type PackageManifest,
  type PackageManifests,
} from './import-laws/package-rules.ts'
import { packageNames } from './packages.ts'
import { listRepositoryFiles, readRepositoryFile } from './platform/source-files.ts'
import { reportOffences } from './source/offence.ts'
import { parseScript } from './source/parse.ts'

const manifests = Object.fromEntries(
  packageNames.map((name) => {
    const { text } = readRepositoryFile(`${name}/package.json`)
    return [name, JSON.parse(text) as PackageManifest]
  }),
) as PackageManifests

const named = process.argv.slice(2)
const offences = (named.length > 0 ? named : listRepositoryFiles()).flatMap((path) => {
  const script = parseScript(path, readRepositoryFile(path).text)
  if (script === null) return []
  return [
    ...findPackageOffences(script, manifests),
    ...findCapabilityOffences(script),
    ...findEnvironmentReads(script),
  ]
})
process.exitCode = reportOffences(offences, 'import laws')
