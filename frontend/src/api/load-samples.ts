import type { MarketSource } from './market-source.ts'

/** The samples are half a megabyte: only who needs them loads them. */
export async function loadSampleSource(): Promise<MarketSource> {
  const [{ createSampleSource }, { sampleFiles }] = await Promise.all([
    import('./sample-source.ts'),
    import('./sample-files.ts'),
  ])
  return createSampleSource(sampleFiles)
}
