import type { MarketSource } from './market-source.ts'
import { sampleFiles } from './sample-files.ts'
import { createSampleSource } from './sample-source.ts'

/** The bundled samples with all their code: what is loaded apart from the rest of the page, in one piece. */
export const createBundledSamples = (): MarketSource => createSampleSource(sampleFiles)
