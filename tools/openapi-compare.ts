import { schemaChanges, type BreakingChange, type Direction } from './openapi-compare-schema.ts'
import {
  keysAt,
  listOf,
  objectOf,
  operationsOf,
  placeAt,
  rootOf,
  textOf,
  type DocumentOperation,
  type JsonObject,
  type Place,
} from './openapi-json.ts'

/** Every change from one OpenAPI 3.0 document to the next that breaks a client, in the order of the first. */
export function breakingChanges(base: JsonObject, next: JsonObject): BreakingChange[] {
  const nextOperations = operationsOf(next)
  const changes = operationsOf(base).flatMap((operation) => operationChanges(operation, nextOperations))
  const serverChanges =
    JSON.stringify(base.servers) === JSON.stringify(next.servers)
      ? []
      : [{ pointer: '/servers', message: 'the servers are others' }]
  // A shared schema is compared for each operation that uses it, and reported once.
  return [...new Map([...serverChanges, ...changes].map((one) => [JSON.stringify(one), one])).values()]
}

function operationChanges(
  { path, method, place: base }: DocumentOperation,
  nextOperations: readonly DocumentOperation[],
): BreakingChange[] {
  const next = nextOperations.find((candidate) => candidate.path === path && candidate.method === method)
  const id = textOf(objectOf(base.value).operationId)
  if (next === undefined) {
    const moved = nextOperations.find(({ place }) => objectOf(place.value).operationId === id)
    const target = moved === undefined ? '' : `: it moved to ${moved.method.toUpperCase()} ${moved.path}`
    return [{ pointer: base.pointer, message: `the operation ${id} is gone${target}` }]
  }
  const nextId = textOf(objectOf(next.place.value).operationId)
  return [
    ...(id === nextId
      ? []
      : [{ pointer: `${next.place.pointer}/operationId`, message: `${id} is now called ${nextId}` }]),
    ...securityChanges(base, next.place),
    ...parameterChanges(parametersOf(base), parametersOf(next.place)),
    ...bodyChanges(placeAt(base, 'requestBody'), placeAt(next.place, 'requestBody')),
    ...responseChanges(placeAt(base, 'responses'), placeAt(next.place, 'responses')),
  ]
}

function securityChanges(base: Place, next: Place): BreakingChange[] {
  const demandsOf = ({ document, value }: Place) =>
    listOf(objectOf(value).security ?? document.security).map((demand) => JSON.stringify(demand))
  const old = demandsOf(base)
  const now = demandsOf(next)
  // No demand at all, or an empty one among several, means that no login is needed.
  const isOpen = now.length === 0 || now.includes('{}')
  const keepsOld = old.length > 0 && old.every((demand) => now.includes(demand))
  return isOpen || keepsOld ? [] : [{ pointer: next.pointer, message: 'it asks for another login' }]
}

/** The parameters of an operation by where they stand and name; its own win over those of its path. */
function parametersOf(operation: Place): ReadonlyMap<string, Place> {
  const { document, pointer } = operation
  const [, , escapedPath = ''] = pointer.split('/')
  const path = escapedPath.replaceAll('~1', '/').replaceAll('~0', '~')
  const lists = [placeAt(rootOf(document), 'paths', path, 'parameters'), placeAt(operation, 'parameters')]
  const parameters = lists.flatMap((list) => keysAt(list).map((index) => placeAt(list, index)))
  return new Map(
    parameters.map((place) => {
      const parameter = objectOf(place.value)
      return [`${textOf(parameter.in)} parameter ${textOf(parameter.name)}`, place]
    }),
  )
}

function parameterChanges(
  base: ReadonlyMap<string, Place>,
  next: ReadonlyMap<string, Place>,
): BreakingChange[] {
  const kept = [...base].flatMap(([name, old]) => {
    const now = next.get(name)
    if (now === undefined) return [{ pointer: old.pointer, message: `the ${name} is gone` }]
    const isDemanded = isRequired(now) && !isRequired(old)
    const styles = ['style', 'explode'].filter(
      (keyword) => objectOf(old.value)[keyword] !== objectOf(now.value)[keyword],
    )
    return [
      ...(isDemanded ? [{ pointer: now.pointer, message: `the ${name} is now required` }] : []),
      ...styles.map((keyword) => ({ pointer: now.pointer, message: `the ${name} has another ${keyword}` })),
      ...schemaChanges(placeAt(old, 'schema'), placeAt(now, 'schema'), 'request'),
    ]
  })
  const added = [...next]
    .filter(([name, now]) => !base.has(name) && isRequired(now))
    .map(([name, now]) => ({ pointer: now.pointer, message: `the ${name} is new and required` }))
  return [...kept, ...added]
}

function bodyChanges(base: Place, next: Place): BreakingChange[] {
  const had = base.value !== undefined
  if (had && next.value === undefined) return [{ pointer: base.pointer, message: 'the body is gone' }]
  const isDemanded = isRequired(next) && !isRequired(base)
  return [
    ...(isDemanded ? [{ pointer: next.pointer, message: 'the body is now required' }] : []),
    ...contentChanges(placeAt(base, 'content'), placeAt(next, 'content'), 'request'),
  ]
}

function responseChanges(base: Place, next: Place): BreakingChange[] {
  const statuses = keysAt(next)
  return keysAt(base).flatMap((status) => {
    const old = placeAt(base, status)
    if (!statuses.includes(status)) {
      const isSuccess = status.startsWith('2')
      return isSuccess ? [{ pointer: old.pointer, message: `the answer ${status} is gone` }] : []
    }
    const now = placeAt(next, status)
    return [
      ...headerChanges(placeAt(old, 'headers'), placeAt(now, 'headers')),
      ...contentChanges(placeAt(old, 'content'), placeAt(now, 'content'), 'response'),
    ]
  })
}

function headerChanges(base: Place, next: Place): BreakingChange[] {
  const nextNames = keysAt(next)
  return keysAt(base).flatMap((name) => {
    const nextName = nextNames.find((candidate) => candidate.toLowerCase() === name.toLowerCase())
    const old = placeAt(base, name)
    if (nextName === undefined) return [{ pointer: old.pointer, message: `the header ${name} is gone` }]
    return schemaChanges(placeAt(old, 'schema'), placeAt(next, nextName, 'schema'), 'response')
  })
}

function contentChanges(base: Place, next: Place, direction: Direction): BreakingChange[] {
  const mediaTypes = keysAt(next)
  return keysAt(base).flatMap((mediaType) => {
    const old = placeAt(base, mediaType)
    if (!mediaTypes.includes(mediaType)) {
      return [{ pointer: old.pointer, message: `the media type ${mediaType} is gone` }]
    }
    return schemaChanges(placeAt(old, 'schema'), placeAt(next, mediaType, 'schema'), direction)
  })
}

function isRequired(place: Place): boolean {
  return objectOf(place.value).required === true
}
