import { sampleFiles } from '../api/sample-files.ts'
import { createSampleSource } from '../api/sample-source.ts'
import type { MarketSource } from '../api/market-source.ts'

/** The bundled samples: real bars without a server. */
export const samples: MarketSource = createSampleSource(sampleFiles)

/** The same bars as if the API had sent them, with parts replaced. */
export function apiSource(parts: Partial<MarketSource> = {}): MarketSource {
  return { ...samples, kind: 'api', ...parts }
}

/** A promise that the test settles when it wants. */
export function deferred<Value>() {
  return Promise.withResolvers<Value>()
}
