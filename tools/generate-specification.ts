import { API_TITLE, type DocumentedVersion } from '@trading-pro/contracts'
import { objectOf, textOf, type JsonObject } from './openapi-json.ts'

const ANSWER_WITHIN_MS = 1_000

/** What asking the running API for its specification gave. */
export type SpecificationAnswer =
  | { readonly kind: 'served'; readonly document: JsonObject }
  | { readonly kind: 'refused'; readonly reason: string }

/**
 * Asks the API at the address for its document; anything but a document of this API is refused with a reason.
 */
export async function askForSpecification(
  apiUrl: string,
  version: DocumentedVersion,
): Promise<SpecificationAnswer> {
  let body: unknown
  try {
    const url = new URL(`/api/${version}/openapi.json`, apiUrl)
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    if (!response.ok) return { kind: 'refused', reason: `status ${response.status}` }
    body = JSON.parse(await response.text())
  } catch (error) {
    return { kind: 'refused', reason: failureReason(error) }
  }
  const document = objectOf(body)
  const reason = documentFault(document, version)
  return reason === null ? { kind: 'served', document } : { kind: 'refused', reason }
}

/** Why the document is not one of this API in this version; `null` if it is. */
function documentFault(document: JsonObject, version: DocumentedVersion): string | null {
  if (!textOf(document.openapi).startsWith('3.')) return 'what it serves is no OpenAPI document'
  const information = objectOf(document.info)
  if (information.title !== API_TITLE) return `it is ${JSON.stringify(information.title)}, not ${API_TITLE}`
  if (information.version !== version) return `its version is ${JSON.stringify(information.version)}`
  if (Object.keys(objectOf(document.paths)).length === 0) return 'its document has no paths'
  return null
}

function failureReason(error: unknown): string {
  if (error instanceof SyntaxError) return 'what it serves is not JSON'
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'no answer within a second'
  if (error instanceof TypeError && 'code' in error) return 'the address is no URL'
  return 'nothing answers'
}
