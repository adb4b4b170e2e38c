import {
  createStreamClient,
  watchBrowserWakeUps,
  type StreamClient,
  type Subscription,
  type WatchWakeUps,
} from '@trading-pro/client'
import { inject, shallowReadonly, shallowRef, type InjectionKey, type ShallowRef } from 'vue'

/** Where the stream of the server that the page came from is. */
const STREAM_PATH = '/api/v1/ws/v1'

/** What became of the connection; `idle` until somebody wants live data. */
export type StreamStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** `null`: a try is under way. */
  | { readonly kind: 'reconnecting'; readonly atMs: number | null }

/** The one stream of the app: every panel subscribes here, and all share one socket. */
export interface MarketStream {
  readonly status: Readonly<ShallowRef<StreamStatus>>
  readonly subscribe: StreamClient['subscribe']
  /** The server was heard of: whoever waits for the next try need not. */
  readonly wake: () => void
}

/** Connects with the first subscription, and never before. */
export function createMarketStream(open: (watchWakeUps: WatchWakeUps) => StreamClient): MarketStream {
  const status = shallowRef<StreamStatus>({ kind: 'idle' })
  let client: StreamClient | null = null
  let wasLive = false
  let wake: () => void = () => undefined

  const watchWakeUps: WatchWakeUps = (wakeClient) => {
    wake = wakeClient
    return watchBrowserWakeUps(wakeClient)
  }

  function follow(opened: StreamClient): void {
    switch (opened.state) {
      case 'open':
        wasLive = true
        status.value = { kind: 'live' }
        return
      case 'waiting':
        status.value = { kind: 'reconnecting', atMs: opened.nextTryAt }
        return
      default:
        status.value = wasLive ? { kind: 'reconnecting', atMs: null } : { kind: 'connecting' }
    }
  }

  function connected(): StreamClient {
    if (client !== null) return client
    const opened = open(watchWakeUps)
    client = opened
    opened.onState(() => follow(opened))
    follow(opened)
    return opened
  }

  return {
    status: shallowReadonly(status),
    subscribe: (topic, handlers): Subscription => connected().subscribe(topic, handlers),
    wake: () => wake(),
  }
}

/** Another stream, for tests. */
export const marketStreamKey: InjectionKey<MarketStream> = Symbol('marketStream')

const sharedStream = createMarketStream((watchWakeUps) =>
  createStreamClient({ url: STREAM_PATH, watchWakeUps }),
)

export function useMarketStream(): MarketStream {
  return inject(marketStreamKey, sharedStream)
}
