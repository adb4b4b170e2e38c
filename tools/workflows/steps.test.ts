import { describe, expect, it } from 'vitest'
import { findForeignSteps } from './steps.ts'

const makefile = 'test: install\n\tnode\n\ncheck-%: install\n\tnode\n'

const foreignLines = (workflow: string): number[] =>
  findForeignSteps('ci.yml', workflow, makefile).map(({ line }) => line)

describe('findForeignSteps', () => {
  it('lets make targets pass, also those of a pattern', () => {
    expect(
      foreignLines('steps:\n  - run: make test\n  - name: types\n    run: make check-types test'),
    ).toEqual([])
  })

  it.each(['npm test', 'make tests', 'make', 'make build-all', 'make test && curl localhost', '|'])(
    'catches: %s',
    (step) => {
      expect(foreignLines(`steps:\n  - run: ${step}`)).toEqual([2])
    },
  )
})
