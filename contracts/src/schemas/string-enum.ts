import { Type, type TSchema } from 'typebox'

/** One of a closed list of strings, as OpenAPI 3.0 writes it: a union of literals would become `anyOf`. */
export function stringEnum<const Values extends readonly string[]>(
  values: Values,
  options: { description: string; examples?: readonly Values[number][] },
) {
  return Type.Unsafe<Values[number]>({ type: 'string', enum: [...values], ...options } satisfies TSchema)
}
