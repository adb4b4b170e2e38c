import { createRestClient, type RestClient } from '@trading-pro/client'
import { inject, type InjectionKey } from 'vue'

/** A probe answers from memory: what takes longer counts as gone. */
const PROBE_TIMEOUT_MS = 5_000

/** The API is on the server that the page came from. */
export const restClient: RestClient = createRestClient({ baseUrl: '' })
export const probeClient: RestClient = createRestClient({ baseUrl: '', timeoutMs: PROBE_TIMEOUT_MS })

/** Another client, for tests. */
export const restClientKey: InjectionKey<RestClient> = Symbol('restClient')

export function useRestClient(): RestClient {
  return inject(restClientKey, restClient)
}
