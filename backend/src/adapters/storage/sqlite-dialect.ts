import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { SqliteDialect, type SqliteDatabase } from 'kysely'

/** Statements kept ready; more than all that this product has. */
const STATEMENTS_MAX = 200

/** Kysely's SQLite dialect over `node:sqlite`. */
export class NodeSqliteDialect extends SqliteDialect {
  constructor(database: DatabaseSync) {
    super({ database: adaptDatabase(database) })
  }
}

function adaptDatabase(database: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, StatementSync>()
  return {
    close: () => {
      statements.clear()
      database.close()
    },
    prepare: (sql) => {
      const statement = statements.get(sql) ?? database.prepare(sql)
      if (statements.size < STATEMENTS_MAX) statements.set(sql, statement)
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...checkParameters(parameters)),
        run: (parameters) => statement.run(...checkParameters(parameters)),
        iterate: (parameters) => statement.iterate(...checkParameters(parameters)),
      }
    },
  }
}

/**
 * `node:sqlite` takes an object in first place for named parameters and shifts all others: refuse such
 * values.
 */
function checkParameters(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map((value) => {
    if (
      value === null ||
      typeof value === 'number' ||
      typeof value === 'bigint' ||
      typeof value === 'string'
    ) {
      return value
    }
    if (value instanceof Uint8Array) return value
    throw new TypeError(`SQL parameters are null, numbers, strings or bytes, not ${typeof value}`)
  })
}
