import { it } from 'vitest'
import { PrintDepthMerger } from './merge-prints-and-depth.ts'
it('b', () => {
  for (const queued of [false, true]) {
    const m = new PrintDepthMerger({ instrumentId: 1, isQueued: () => queued })
    const L = (from: number, step: number) => Array.from({ length: 1000 }, (_, i) => ({ price: from + i * step, size: 100 })) as any
    m.book({ bids: L(10000, -1), asks: L(10001, 1), last: null }, 0)
    let n = 0
    const t0 = performance.now()
    for (let i = 0; i < 500000; i++) {
      const at = i >> 2
      m.depth([{ side: 'sell', price: 10001 + (i * 7919) % 500, size: 50 + (i * 31) % 100 } as any], at)
      if (i % 5 === 0) m.print({ price: 10001 + (i * 13) % 3 as any, quantity: 7 as any, aggressor: 'buy' }, at), n++
      n++
    }
    console.log(queued, Math.round((performance.now() - t0) * 1e6 / n), 'ns per message', m.counts)
  }
})
