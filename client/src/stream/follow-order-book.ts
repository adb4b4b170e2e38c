import { createOrderBook, type OrderBook } from './order-book.ts'
import type { StreamHandlers } from './handlers.ts'
import type { StreamClient } from './stream-client.ts'
import type { BookDepth } from './topics.ts'

/** Which book, and whom to tell. */
export interface FollowOrderBookOptions extends Pick<
  StreamHandlers<never, never>,
  'onGap' | 'onStale' | 'onError'
> {
  readonly symbol: string
  readonly depth: BookDepth
  /** After each message; the book is not sound while it is fetched again. */
  onChange(book: OrderBook): void
}

/** A book that keeps itself up to date. */
export interface FollowedOrderBook {
  readonly book: OrderBook
  close(): void
}

/** Keeps a book from its topic, checks each checksum, and fetches the book again if one is wrong. */
export function followOrderBook(
  client: Pick<StreamClient, 'subscribe'>,
  options: FollowOrderBookOptions,
): FollowedOrderBook {
  const { symbol, depth } = options
  const book = createOrderBook()
  function settle(isRight: boolean): void {
    if (!isRight) subscription.resync()
    options.onChange(book)
  }
  const subscription = client.subscribe(
    { channel: 'orderbook', symbol, depth },
    {
      onSnapshot: (data) => settle(book.reset(data)),
      onUpdate: (data) => settle(book.apply(data)),
      onGap: (reason) => options.onGap?.(reason),
      onStale: (isStale) => options.onStale?.(isStale),
      onError: (error) => options.onError?.(error),
    },
  )
  return { book, close: () => subscription.close() }
}
