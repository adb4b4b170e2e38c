// `npm run build -w client` writes the client as a package that any Node or bundler reads: JavaScript and
// types.
import { resolve } from 'node:path'
import { buildClientPackage } from './generate-package-files.ts'
import { inRepository } from './platform/paths.ts'

const folder = resolve(process.argv[2] ?? inRepository('client', 'dist'))
await buildClientPackage(folder)
console.log(`The client is in ${folder}; \`npm pack ${folder}\` makes the archive to publish.`)
