import type { Offence } from '../source/offence.ts'

function isTarget(name: string, makefile: string): boolean {
  const declared = new RegExp(`^${name}:`, 'm').test(makefile)
  return declared || (/^(check|bench)-/.test(name) && makefile.includes(`\n${name.replace(/-.*/, '')}-%:`))
}

/**
 * Steps of a workflow that are not `make TARGET` with targets of the Makefile: nobody could run them at home.
 */
export function findForeignSteps(path: string, workflow: string, makefile: string): Offence[] {
  const offences: Offence[] = []
  for (const [index, line] of workflow.split('\n').entries()) {
    const step = /^\s*(?:- )?run: *(.*)$/.exec(line)?.[1]
    if (step === undefined) continue
    const [program, ...targets] = step.trim().split(/\s+/)
    const isMake = program === 'make' && targets.length > 0
    if (isMake && targets.every((target) => isTarget(target, makefile))) continue
    offences.push({ path, line: index + 1, message: `"${step}" is not make with targets of the Makefile` })
  }
  return offences
}
