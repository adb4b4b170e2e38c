import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { packageCommand, runInherited, type Command } from '../platform/run-command.ts'
import { findChromium } from './find-chromium.ts'

function look(): string | null {
  return findChromium({
    wanted: process.env.CHROMIUM_PATH,
    searchPath: process.env.PATH ?? '',
    downloaded: chromium.executablePath(),
  })
}

const isRootOnDebian = (): boolean => process.getuid?.() === 0 && existsSync('/etc/debian_version')

const environment = { DEBIAN_FRONTEND: 'noninteractive' }
const debianPackage: readonly Command[] = [
  { program: 'apt-get', programArguments: ['update', '-qq'], environment },
  { program: 'apt-get', programArguments: ['install', '-y', '-qq', 'chromium'], environment },
]

async function installDebianPackage(): Promise<boolean> {
  console.log("Installing Debian's Chromium ...")
  for (const command of debianPackage) {
    if ((await runInherited(command)) !== 0) return false
  }
  return true
}

/** The path of a Chromium for the browser tests, which is installed if there is none; null if that fails. */
export async function provideChromium(): Promise<string | null> {
  const present = look()
  if (present !== null) return present
  if (isRootOnDebian() && (await installDebianPackage())) {
    const installed = look()
    if (installed !== null) return installed
  }
  console.log("Downloading Playwright's Chromium ...")
  await runInherited(packageCommand('@playwright/test', 'playwright', ['install', 'chromium']))
  return look()
}
