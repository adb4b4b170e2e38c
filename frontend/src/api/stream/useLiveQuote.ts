import { mergeMarketData, type MarketData } from '@trading-pro/client'
import { shallowReadonly, shallowRef, toValue, type MaybeRefOrGetter } from 'vue'
import { useFrames } from './useFrames.ts'
import { useTopic } from './useTopic.ts'

/** Nobody reads faster. */
const DRAW_EVERY_MS = 100

/** The quote of a symbol as it moves; `null` for no symbol, and until it has come. */
export function useLiveQuote(symbol: MaybeRefOrGetter<string | null>) {
  const quote = shallowRef<MarketData | null>(null)
  let newest: MarketData | null = null
  const draw = useFrames(() => (quote.value = newest), DRAW_EVERY_MS)

  useTopic(
    () => {
      const wanted = toValue(symbol)
      return wanted === null ? null : { channel: 'market_data', symbol: wanted }
    },
    {
      onSnapshot(data) {
        newest = data
        draw()
      },
      onUpdate(data) {
        if (newest === null) return
        newest = mergeMarketData(newest, data)
        draw()
      },
      onLeave() {
        newest = null
        quote.value = null
      },
    },
  )
  return { quote: shallowReadonly(quote) }
}
