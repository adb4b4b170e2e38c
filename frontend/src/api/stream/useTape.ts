import { createTape, type Trade } from '@trading-pro/client'
import { shallowReadonly, shallowRef, toValue, type MaybeRefOrGetter } from 'vue'
import { useFreshness } from './freshness.ts'
import { useFrames } from './useFrames.ts'
import { useTopic } from './useTopic.ts'

/** More than a screen shows. */
const TRADES_KEPT = 200
const DRAW_EVERY_MS = 100

/** The last trades of a symbol, oldest first; `null` for no symbol, and until they have come. */
export function useTape(symbol: MaybeRefOrGetter<string | null>) {
  const trades = shallowRef<readonly Trade[] | null>(null)
  let tape = createTape(TRADES_KEPT)
  const draw = useFrames(() => (trades.value = tape.trades), DRAW_EVERY_MS)

  const topic = useTopic(
    () => {
      const wanted = toValue(symbol)
      return wanted === null ? null : { channel: 'trades', symbol: wanted }
    },
    {
      onSnapshot(data) {
        tape.reset(data)
        draw()
      },
      onUpdate(data) {
        tape.add(data)
        draw()
      },
      onLeave() {
        tape = createTape(TRADES_KEPT)
        trades.value = null
      },
    },
  )
  return {
    trades: shallowReadonly(trades),
    freshness: useFreshness(topic.health),
    error: topic.error,
    resync: topic.resync,
  }
}
