import { asyncApiDocument, openApiDocument } from '@trading-pro/contracts'
import { clientFiles } from './generate-client.ts'
import { referencePages } from './generate-docs.ts'
import { driftOf, formatted, writeFiles, type Drift, type FileTexts } from './generate-files.ts'
import { askForSpecification } from './generate-specification.ts'
import { streamClientFiles } from './generate-stream-client.ts'
import { objectOf } from './openapi-json.ts'

const version = 'v1'
/** Where the documents of the contract are kept. */
const documentPath = 'contracts/openapi.json'
const streamDocumentPath = 'contracts/asyncapi.json'

/** What a run of the generator did. */
export interface Generated {
  /** The files that were changed, and how they differed before. */
  readonly changes: readonly Drift[]
  /** Where the specification of the client came from, in one line. */
  readonly source: string
}

/** How the committed files differ from what this code generates; asks no server, writes nothing. */
export async function checkGenerated(root: string): Promise<Drift[]> {
  return driftOf(root, await filesFromCode())
}

/**
 * Writes the documents, the clients and the reference pages; removes what is no longer generated. The REST
 * client is made from the specification of the running API, if one answers there with a usable one, else
 * from the document.
 */
export async function generate(root: string, apiUrl: string): Promise<Generated> {
  const fromCode = await filesFromCode()
  const served = await servedClientFiles(apiUrl)
  const files = new Map([...fromCode, ...served.files])
  const isNewer = [...files].some(([path, text]) => fromCode.get(path) !== text)
  const changes = await writeFiles(root, files)
  return { changes, source: served.source + (isNewer ? '; it differs from the contract of this code' : '') }
}

let madeFromCode: Promise<FileTexts> | null = null

/** What this code generates; the code does not change while it runs, so it is made once. */
function filesFromCode(): Promise<FileTexts> {
  return (madeFromCode ??= makeFilesFromCode())
}

async function makeFilesFromCode(): Promise<FileTexts> {
  const document = objectOf(openApiDocument(version))
  const streamDocument = objectOf(asyncApiDocument(version))
  return formatted(
    new Map([
      [documentPath, JSON.stringify(document)],
      [streamDocumentPath, JSON.stringify(streamDocument)],
      ...(await clientFiles(document)),
      ...(await streamClientFiles(streamDocument)),
      ...referencePages(),
    ]),
  )
}

async function servedClientFiles(apiUrl: string): Promise<{ files: FileTexts; source: string }> {
  const without = (reason: string) => ({
    files: new Map<string, string>(),
    source: `Client from ${documentPath}, because the API at ${apiUrl} gives no specification: ${reason}`,
  })
  const answer = await askForSpecification(apiUrl, version)
  if (answer.kind === 'refused') return without(answer.reason)
  try {
    const files = await formatted(await clientFiles(answer.document))
    return { files, source: `Client from the running API at ${apiUrl}` }
  } catch {
    return without('its document is not sound')
  }
}
