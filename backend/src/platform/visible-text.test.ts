import { describe, expect, it } from 'vitest'
import { hasUnseen, visibleText } from './visible-text.ts'

describe('text for a terminal', () => {
  it.each([
    ['\u001b[31mred', '\\x1b[31mred'],
    ['one\ntwo\r\tthree\0', 'one\\x0atwo\\x0d\\x09three\\x00'],
    ['\u007f\u0080\u009b2J', '\\x7f\\x80\\x9b2J'],
    ['line\u2028paragraph\u2029', 'line\\u2028paragraph\\u2029'],
    ['abc\u202egnp.exe', 'abc\\u202egnp.exe'],
  ])('%j is shown as %j', (text, shown) => {
    expect([visibleText(text), hasUnseen(text), hasUnseen(shown)]).toEqual([shown, true, false])
  })

  it.each(['', 'plain', 'Zürich, 東京 \\x1b', '\u00a0👍🏽'])('%j stays as it is', (text) => {
    expect([visibleText(text), hasUnseen(text)]).toEqual([text, false])
  })
})
