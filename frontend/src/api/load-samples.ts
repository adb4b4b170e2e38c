import type { MarketSource } from './market-source.ts'

export interface SamplesModule {
  readonly createBundledSamples: () => MarketSource
}

export interface SampleImports {
  readonly first: () => Promise<SamplesModule>
  readonly at: (address: string) => Promise<SamplesModule>
}

const browserImports: SampleImports = {
  first: () => import('./bundled-samples.ts'),
  at: (address) => import(/* @vite-ignore */ address) as Promise<SamplesModule>,
}

/** The samples are half a megabyte: they are no part of the first view. May be called until it succeeds. */
export function createSampleLoader(imports: SampleImports = browserImports): () => Promise<MarketSource> {
  let failedAddress: string | null = null
  let failures = 0

  // Some browsers remember that a module could not be fetched: under another address it is fetched anew.
  const load = () =>
    failedAddress === null ? imports.first() : imports.at(`${failedAddress}?attempt=${failures}`)

  return async () => {
    try {
      return (await load()).createBundledSamples()
    } catch (error) {
      failures += 1
      failedAddress ??= addressIn(error)
      throw error
    }
  }
}

/** The address of the module that could not be fetched: browsers name it in the message, or not at all. */
function addressIn(error: unknown): string | null {
  const found = error instanceof Error ? /https?:\/\/[^\s?]+\.js/.exec(error.message) : null
  return found?.[0] ?? null
}
