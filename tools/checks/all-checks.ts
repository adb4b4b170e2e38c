import { packageCommand, capture, nodeCommand, type Command } from '../platform/run-command.ts'
import type { Check } from './check.ts'

function check(name: string, command: Command): Check {
  return { name, run: () => capture(command) }
}

const redocly = {
  ...packageCommand('@redocly/cli', 'redocly', ['lint', 'contracts/openapi.json', '--format=stylish']),
  environment: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
}

/** Redocly gives an exit code for errors only; here a warning fails as well. */
async function lintContract(): Promise<{ code: number; output: string }> {
  const { code, output } = await capture(redocly)
  const warnings = /\b[1-9]\d* warnings?\b/.test(output)
  return { code: code === 0 && warnings ? 1 : code, output }
}

/** Every static check, the slowest first. */
export const allChecks: readonly Check[] = [
  check('lint', packageCommand('eslint', 'eslint', ['--max-warnings', '0', '.'])),
  check('types', packageCommand('vue-tsc', 'vue-tsc', ['-b'])),
  check('format', packageCommand('prettier', 'prettier', ['--check', '--log-level', 'warn', '.'])),
  check('unused', packageCommand('knip', 'knip', ['--no-progress', '--treat-config-hints-as-errors'])),
  check('contract-drift', nodeCommand('tools/generate.ts', ['--check'])),
  check('contract-breaking', nodeCommand('tools/openapi-breaking.ts')),
  { name: 'contract-lint', run: lintContract },
  check('tidy', nodeCommand('tools/tidy.ts')),
  check('imports', nodeCommand('tools/import-laws.ts')),
  check('notices', nodeCommand('tools/notices.ts', ['--check'])),
  check('workflows', nodeCommand('tools/workflows.ts')),
  check('lockfile', { program: 'npm', programArguments: ['ci', '--dry-run', '--loglevel=error'] }),
]
