import { sql, type Kysely } from 'kysely'
import { UserError } from '../../../platform/user-error.ts'
import type { MarketTables } from '../schema.ts'

/**
 * Blocks in columns took the place of variable-length integers before the first release. Nobody was promised
 * that those stay readable, but whoever has them must be told.
 */
export async function up(database: Kysely<MarketTables>): Promise<void> {
  const earlier = await database
    .selectFrom('bar_blocks')
    .select('series_id')
    .where(sql<string>`hex(substr(payload, 1, 1))`, '=', '01')
    .limit(1)
    .executeTakeFirst()
  if (earlier === undefined) return
  throw new UserError(
    'The database has bars of a preview of this release, which it does not read: move the directory away, ' +
      'and import them again.',
  )
}
