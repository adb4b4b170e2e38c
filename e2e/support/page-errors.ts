import type { Page } from '@playwright/test'

/**
 * Collects what a page complains of: errors of scripts, of the console, and breaches of the content policy.
 */
export function watchErrors(page: Page): readonly string[] {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text())
  })
  return errors
}
