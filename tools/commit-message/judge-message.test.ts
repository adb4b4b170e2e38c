import { describe, expect, it } from 'vitest'
import { judgeMessage } from './judge-message.ts'

describe('judgeMessage', () => {
  it.each([
    'feat(orders): refuse an order off the tick\n\nThe venue would reject it.',
    'fix!: answer 410 after the sunset',
    '# a comment of git\ndocs: say how to test\n',
    'Merge branch main',
    'Revert "feat: a thing that did not work out in practice, at all, as was seen later"',
  ])('lets pass: %s', (message) => {
    expect(judgeMessage(message)).toEqual([])
  })

  it.each([
    ['refuse an order off the tick', 'is not like'],
    ['feature: refuse an order', 'is not like'],
    ['feat:refuse an order', 'is not like'],
    ['', 'is not like'],
    [`feat: ${'x'.repeat(67)}`, 'has 73 characters'],
    ['feat: refuse an order.', 'full stop'],
    ['feat: refuse an order\nbecause it is off the tick', 'second line'],
  ])('catches: %s', (message, complaint) => {
    expect(judgeMessage(message)).toEqual([expect.stringContaining(complaint)])
  })
})
