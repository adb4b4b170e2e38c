import type { MarketStore, MarketWriter } from '../adapters/storage/market-store.ts'

/** An import that does not end: all others that would write wait for it. */
export interface HeldWriting {
  /** Commits what was written, and lets the others go on. */
  release(): Promise<void>
}

/** Begins to write, so that other processes wait until it is released; resolves when the work is written. */
export async function holdWriting(
  store: MarketStore,
  work: (writer: MarketWriter) => Promise<void> = () => Promise.resolve(),
): Promise<HeldWriting> {
  const { promise: isOver, resolve: finish } = Promise.withResolvers<undefined>()
  const { promise: isUnderWay, resolve: begin } = Promise.withResolvers<undefined>()
  const writing = store.transact(async (writer) => {
    await work(writer)
    begin(undefined)
    await isOver
  })
  await Promise.race([isUnderWay, writing])
  return {
    async release() {
      finish(undefined)
      await writing
    },
  }
}
