import type { TObject, TSchema } from 'typebox'
import { schemaOrReference } from './component-schemas.ts'
import type { OperationObject, ParameterObject } from './openapi-types.ts'

/** The fields of an object as parameters, in their order. */
export function parametersOf(place: 'path' | 'query', fields: TObject | undefined): ParameterObject[] {
  if (fields === undefined) return []
  // TypeBox leaves the list out when no field is required, though its type says otherwise.
  const required: readonly string[] = 'required' in fields ? fields.required : []
  return Object.entries<TSchema>(fields.properties).map(([name, field]) => {
    const { description, example, ...schema } = schemaOrReference(field)
    return {
      name,
      in: place,
      ...(typeof description === 'string' ? { description } : {}),
      required: required.includes(name),
      schema,
      ...(example === undefined ? {} : { example }),
    }
  })
}

/** The JSON body of an operation. */
export function requestBodyOf(body: TObject): NonNullable<OperationObject['requestBody']> {
  return { required: true, content: { 'application/json': { schema: schemaOrReference(body) } } }
}

/** Whether query names that the operation does not know are let through. */
export function hasOpenQuery(query: TObject | undefined): boolean {
  return query !== undefined && 'additionalProperties' in query && query.additionalProperties === true
}
