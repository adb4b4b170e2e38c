import { describe, expect, it } from 'vitest'
import { UserError } from './user-error.ts'
import { describeSetting, readSetting, setting } from './setting.ts'

function settingOf(name: string) {
  return setting({
    name,
    fallback: 'none',
    meaning: 'a word',
    read: (text) => (text === 'wrong' ? null : text),
    expected: 'another word',
  })
}

const SECRETS = ['SESSION_SECRET', 'DATABASE_URL', 'ADMIN_PASSWORD', 'API_TOKEN', 'SIGNING_KEY']

describe('a setting', () => {
  it('is what the environment says, or its default', () => {
    expect(readSetting(settingOf('WORD'), { WORD: ' some ' })).toBe('some')
    for (const environment of [{}, { WORD: '' }, { WORD: '  ' }]) {
      expect(readSetting(settingOf('WORD'), environment)).toBe('none')
      expect(describeSetting(settingOf('WORD'), environment)).toBe('WORD=none  (default; a word)')
    }
  })

  it('is shown, in its description and when it is refused', () => {
    expect(describeSetting(settingOf('WORD'), { WORD: 'some' })).toBe('WORD=some  (a word)')
    expect(() => readSetting(settingOf('WORD'), { WORD: 'wrong' })).toThrow(
      new UserError('The setting WORD must be another word, not "wrong".'),
    )
  })

  it('cannot steer the terminal that shows it', () => {
    expect(describeSetting(settingOf('WORD'), { WORD: '\u001b[2Jx\ny' })).toBe(
      'WORD=\\x1b[2Jx\\x0ay  (a word)',
    )
  })

  it.each(SECRETS)('that is a secret, as %s, is never shown', (name) => {
    const secret = settingOf(name)
    expect(readSetting(secret, { [name]: 'hunter2' })).toBe('hunter2')
    expect(describeSetting(secret, { [name]: 'hunter2' })).toBe(`${name}=****  (a word)`)
    expect(describeSetting(secret, {})).toBe(`${name}=none  (default; a word)`)
    expect(() => readSetting(secret, { [name]: 'wrong' })).toThrow(
      new UserError(`The setting ${name} must be another word.`),
    )
  })
})
