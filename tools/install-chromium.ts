// `make chromium`: prints the path of the Chromium that the browser tests use; installs one if there is none.
import { provideChromium } from './browser/provide-chromium.ts'

const path = await provideChromium()
console.log(path ?? 'There is no Chromium, and none could be installed: set CHROMIUM_PATH to yours.')
process.exitCode = path === null ? 1 : 0
