import { describe, expect, it } from 'vitest'
import { UndoLog } from './undo-log.ts'

function logOf(count: number): { log: UndoLog; undone: number[] } {
  const log = new UndoLog()
  const undone: number[] = []
  for (let change = 0; change < count; change += 1) log.record(() => undone.push(change))
  return { log, undone }
}

describe('UndoLog', () => {
  it('takes back the newest change first', () => {
    const { log, undone } = logOf(3)
    log.rollbackTo(0)
    expect(undone).toEqual([2, 1, 0])
  })

  it('takes back only what came after the mark, and nothing twice', () => {
    const { log, undone } = logOf(2)
    const mark = log.mark()
    log.record(() => undone.push(9))
    log.rollbackTo(mark)
    log.rollbackTo(mark)
    expect(undone).toEqual([9])
    log.rollbackTo(0)
    expect(undone).toEqual([9, 1, 0])
  })

  it('takes nothing back that was accepted', () => {
    const { log, undone } = logOf(2)
    log.clear()
    expect(log.mark()).toBe(0)
    log.rollbackTo(0)
    expect(undone).toEqual([])
  })
})
