import type { RestClient } from '@trading-pro/client'
import { shallowReadonly, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { demandDatafeedHealth, demandVersions } from '../api/answer-shapes.ts'
import { describeFailure, type Failure } from '../api/failure.ts'
import type { ServerFacts } from './status-report.ts'

/** Asks for versions and data when the API is there, and each time it comes back. */
export function useServerFacts(
  client: Pick<RestClient, 'getVersions' | 'getDatafeedHealth'>,
  isOnline: MaybeRefOrGetter<boolean>,
) {
  const facts = shallowRef<ServerFacts>({ versions: null, datafeed: null })
  const failure = shallowRef<Failure | null>(null)

  async function refresh(): Promise<void> {
    if (!toValue(isOnline)) return
    try {
      const [versions, datafeed] = await Promise.all([
        client.getVersions().then(demandVersions),
        client.getDatafeedHealth().then(demandDatafeedHealth),
      ])
      facts.value = { versions, datafeed }
      failure.value = null
    } catch (error) {
      failure.value = describeFailure(error)
    }
  }

  watch(
    () => toValue(isOnline),
    () => void refresh(),
    { immediate: true },
  )
  return { facts: shallowReadonly(facts), failure: shallowReadonly(failure), refresh }
}
