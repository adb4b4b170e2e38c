import { datafeedOperations } from './datafeed.ts'
import { systemOperations } from './system.ts'
import { udfOperations } from './udf.ts'

/**
 * Every operation of the API by id: routes, document and client are made from this list, and proved one to
 * one.
 */
export const operations = { ...systemOperations, ...datafeedOperations, ...udfOperations } as const

/** The id of an operation, which is also the name of the client's function. */
export type OperationId = keyof typeof operations
