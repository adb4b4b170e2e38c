import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where to look; a test hands in its own. */
export interface ChromiumPlaces {
  /** CHROMIUM_PATH: whoever sets it wants this one. */
  readonly wanted: string | undefined
  /** PATH. */
  readonly searchPath: string
  /** Where Playwright's own download would be. */
  readonly downloaded: string | null
}

const commonNames = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

/** The Chromium to test with; null if there is none. Throws if the one that was asked for is not there. */
export function findChromium({ wanted, searchPath, downloaded }: ChromiumPlaces): string | null {
  if (wanted !== undefined && wanted !== '') {
    if (!isProgram(wanted)) throw new Error(`CHROMIUM_PATH is ${wanted}, where there is no program.`)
    return wanted
  }
  for (const name of commonNames) {
    for (const folder of searchPath.split(delimiter)) {
      const file = join(folder, name)
      if (folder !== '' && isProgram(file)) return file
    }
  }
  return downloaded !== null && isProgram(downloaded) ? downloaded : null
}
