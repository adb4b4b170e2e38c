import { readFileSync } from 'node:fs'

const description: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

/** Release of the software, as the package says. */
export const RELEASE =
  typeof description === 'object' && description !== null && 'version' in description
    ? String(description.version)
    : '0.0.0'
