// `make generate` writes the OpenAPI document, the REST client and the reference pages again; `--check`
// writes nothing, and fails naming each file that differs from what the code generates.
import { parseArgs } from 'node:util'
import { checkGenerated, generate } from './generate-all.ts'
import { repositoryRoot } from './platform/paths.ts'

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    /** The repository to write to or to check. */
    root: { type: 'string', default: repositoryRoot },
  },
})

if (values.check) {
  const drifts = await checkGenerated(values.root)
  for (const { path, kind } of drifts) console.error(`${path}: ${kind}`)
  if (drifts.length > 0) {
    console.error('Run `make generate` and commit what it writes.')
    process.exitCode = 1
  }
} else {
  const apiUrl = process.env.API_URL ?? `http://127.0.0.1:${process.env.PORT ?? '8000'}`
  const { changes, source } = await generate(values.root, apiUrl)
  console.log(source)
  for (const { path, kind } of changes) console.log(`${path}: was ${kind}`)
  console.log(changes.length === 0 ? 'Nothing changed' : `${changes.length} files changed`)
}
