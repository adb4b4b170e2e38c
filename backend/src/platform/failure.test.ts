import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { sentenceOfFailure } from './failure.ts'
import { UserError } from './user-error.ts'

function errorOf(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

describe('a failure', () => {
  it('that the user can put right is one sentence, which cannot steer the terminal', () => {
    expect(sentenceOfFailure(new UserError('There is no "\u001b[2J\n".'))).toBe(
      'There is no "\\x1b[2J\\x0a".',
    )
  })

  it('of the database is one sentence', () => {
    const full = errorOf(() => {
      using database = new DatabaseSync(':memory:')
      database.exec('PRAGMA page_size = 512; PRAGMA max_page_count = 1; CREATE TABLE t (x)')
    })
    expect(sentenceOfFailure(full)).toBe('The database refuses it (database or disk is full).')
  })

  it('that is a defect of ours is none', () => {
    for (const error of [new TypeError('x is undefined'), 'text', null]) {
      expect(sentenceOfFailure(error)).toBeNull()
    }
  })
})
