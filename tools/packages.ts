/** What the tools must know of the workspaces: their names, import laws and coverage floors. */

export const packageNames = [
  'contracts',
  'engine',
  'market',
  'exchange',
  'client',
  'backend',
  'frontend',
] as const

export type PackageName = (typeof packageNames)[number]

export interface PackageLaw {
  /** Packages of ours this one may import; for a package name alone every public entry is open. */
  readonly mayImport: readonly string[]
  /** No I/O, clock, timer, randomness, async or locale. */
  readonly isPure: boolean
  /** Least share of covered lines and of covered branches, in percent. */
  readonly coverageFloor: number
}

export const packageLaws: Readonly<Record<PackageName, PackageLaw>> = {
  contracts: { mayImport: [], isPure: false, coverageFloor: 90 },
  engine: { mayImport: [], isPure: true, coverageFloor: 80 },
  market: { mayImport: ['engine/assert', 'engine/numbers'], isPure: true, coverageFloor: 90 },
  exchange: { mayImport: ['engine', 'market', 'contracts'], isPure: true, coverageFloor: 90 },
  client: { mayImport: ['contracts'], isPure: false, coverageFloor: 80 },
  backend: {
    mayImport: ['contracts', 'engine', 'market', 'exchange', 'client'],
    isPure: false,
    coverageFloor: 80,
  },
  frontend: { mayImport: ['client', 'contracts', 'market'], isPure: false, coverageFloor: 80 },
}
