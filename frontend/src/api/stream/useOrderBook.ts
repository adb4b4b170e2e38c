import { createOrderBook, type BookDepth, type BookLevel } from '@trading-pro/client'
import { shallowReadonly, shallowRef, toValue, type MaybeRefOrGetter } from 'vue'
import { useFreshness } from './freshness.ts'
import { useFrames } from './useFrames.ts'
import { useTopic } from './useTopic.ts'

/** Both sides of a book, best first. */
export interface BookSides {
  readonly bids: readonly BookLevel[]
  readonly asks: readonly BookLevel[]
}

/** The best levels of a book as they change; `null` for no symbol, and until they have come. */
export function useOrderBook(symbol: MaybeRefOrGetter<string | null>, depth: MaybeRefOrGetter<BookDepth>) {
  const sides = shallowRef<BookSides | null>(null)
  let book = createOrderBook()
  let shownSymbol = toValue(symbol)
  const draw = useFrames(() => {
    if (book.isSound) sides.value = { bids: book.bids, asks: book.asks }
  })
  const settle = (isSound: boolean) => {
    if (isSound) draw()
    else topic.resync()
  }

  const topic = useTopic(
    () => {
      const wanted = toValue(symbol)
      return wanted === null ? null : { channel: 'orderbook', symbol: wanted, depth: toValue(depth) }
    },
    {
      onSnapshot: (data) => settle(book.reset(data)),
      onUpdate: (data) => settle(book.apply(data)),
      onLeave() {
        book = createOrderBook()
        // The same book in another depth is on its way: what is shown is still right.
        if (toValue(symbol) !== shownSymbol) sides.value = null
        shownSymbol = toValue(symbol)
      },
    },
  )
  return {
    sides: shallowReadonly(sides),
    freshness: useFreshness(topic.health),
    error: topic.error,
    resync: topic.resync,
  }
}
