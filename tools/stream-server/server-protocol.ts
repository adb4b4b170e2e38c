/** What a server of measurements is made of. */
export interface StreamServerOptions {
  /**
   * `gateway`: the product's hub and gateway; `plain`: `ws`, which sends each message to each socket;
   * `market`: as `gateway`, but all topics of a simulated market in which much happens.
   */
  readonly kind: 'gateway' | 'plain' | 'market'
  /** All of `market_data`; each update is as long as all the others. Nothing to `market`. */
  readonly topics: readonly string[]
  /** Of an update, whole; nothing to `market`. */
  readonly messageBytes: number
}

/** What the process can be asked; each question is answered once it is done. */
export type ServerQuestion =
  | { readonly kind: 'start'; readonly options: StreamServerOptions }
  /** From now on an update of each topic, so often a second. */
  | { readonly kind: 'publish'; readonly perSecond: number }
  /** No more updates. */
  | { readonly kind: 'pause' }
  | { readonly kind: 'figures' }
  /** After garbage collection. */
  | { readonly kind: 'memory' }

/** What a server has done since it began to publish. */
export interface ServerFigures {
  /** Updates of each topic. */
  readonly updates: number
  /** How long after its time the last update began, ms. */
  readonly lateMs: number
  readonly seconds: number
  /** Of them, how much time of a core the process used. */
  readonly cpuSeconds: number
  /** Connections that are open now. */
  readonly connections: number
  /** Of them, those that have not been sent everything. */
  readonly lagging: number
  /** The most of them at the same time. */
  readonly laggingMax: number
}

/** What a server holds, bytes. */
export interface ServerMemory {
  /** Objects, and buffers outside of the heap. */
  readonly used: number
  /** What the system counts as the process's own. */
  readonly resident: number
}
