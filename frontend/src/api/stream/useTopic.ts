import type { StreamTopic, Subscription, TopicData, TopicError } from '@trading-pro/client'
import {
  getCurrentInstance,
  onActivated,
  onDeactivated,
  onScopeDispose,
  ref,
  shallowRef,
  toValue,
  watch,
  type MaybeRefOrGetter,
} from 'vue'
import type { TopicHealth } from './freshness.ts'
import { useMarketStream } from './market-stream.ts'

/** What a follower of a topic does with its messages. */
export interface UseTopicHandlers<Topic> {
  readonly onSnapshot: (data: TopicData<Topic>['snapshot']) => void
  readonly onUpdate: (data: TopicData<Topic>['update']) => void
  /** Another topic is followed from here on, or none: what was told is of no use any more. */
  readonly onLeave?: () => void
}

/**
 * Follows a topic while its component is seen, and another one as soon as that is wanted.
 *
 * @param topic - `null`: none
 */
export function useTopic<const Topic extends StreamTopic>(
  topic: MaybeRefOrGetter<Topic | null>,
  { onSnapshot, onUpdate, onLeave }: UseTopicHandlers<Topic>,
) {
  const stream = useMarketStream()
  const health = keepHealth()
  const isSeen = useIsSeen()
  let subscription: Subscription | null = null

  function subscribe(wanted: Topic): void {
    subscription = stream.subscribe<Topic>(wanted, {
      onSnapshot(data) {
        health.heard()
        onSnapshot(data)
      },
      onUpdate(data) {
        health.heard()
        onUpdate(data)
      },
      onStale: (now) => (health.isStale.value = now),
      onError: (refusal) => (health.error.value = refusal),
    })
  }

  function unsubscribe(): void {
    subscription?.close()
    subscription = null
  }

  watch(
    [() => JSON.stringify(toValue(topic)), isSeen] as const,
    ([text], [textBefore]) => {
      unsubscribe()
      if (text !== textBefore) {
        health.begin()
        if (textBefore !== undefined) onLeave?.()
      }
      const wanted = toValue(topic)
      if (wanted !== null && isSeen.value) subscribe(wanted)
    },
    { immediate: true, flush: 'sync' },
  )
  onScopeDispose(unsubscribe)

  return {
    health: health.read,
    error: health.error,
    /** Asks for everything anew. */
    resync: () => subscription?.resync(),
  }
}

function keepHealth() {
  const isStale = shallowRef(false)
  const error = shallowRef<TopicError | null>(null)
  const isHeard = shallowRef(false)
  /** No reference: it changes with every message, and ages are read once a second. */
  let heardAtMs: number | null = null
  return {
    isStale,
    error,
    heard(): void {
      heardAtMs = Date.now()
      isHeard.value = true
      error.value = null
      isStale.value = false
    },
    begin(): void {
      isHeard.value = false
      isStale.value = false
      error.value = null
    },
    read: (): TopicHealth => ({
      heardAtMs: isHeard.value ? heardAtMs : null,
      isStale: isStale.value,
      error: error.value,
    }),
  }
}

/** Whether the component is on screen, and not kept for later. */
function useIsSeen() {
  const isSeen = ref(true)
  if (getCurrentInstance() !== null) {
    onDeactivated(() => (isSeen.value = false))
    onActivated(() => (isSeen.value = true))
  }
  return isSeen
}
