/** Which way bytes go. */
export type Direction = 'toServer' | 'toClient'

export const directions = ['toServer', 'toClient'] as const

/** What a fault of one direction may leave out: both directions then. */
interface Aimed {
  readonly direction?: Direction | undefined
}

/** Bytes come late, each by as much and up to `jitter` more; their order is kept. */
export interface Delay extends Aimed {
  readonly kind: 'delay'
  readonly milliseconds: number
  /** Milliseconds. */
  readonly jitter?: number
}

/** So many bytes come through, then both connections are closed or, by `reset`, reset. */
export interface Ending extends Aimed {
  readonly kind: 'cut' | 'reset'
  /** @default 0: at once */
  readonly afterBytes?: number
}

/**
 * What can happen to a connection.
 * - `half_open`: bytes, and the end of the connection, vanish; nothing undoes it, for a stream with a hole in
 *   it is nothing that TCP delivers
 * - `pause`: bytes wait, as many as the proxy and the kernel hold, until `resume`
 * - `refuse`: new connections are reset as soon as they are there; the port itself is kept, lest another
 *   program takes it
 * - `clear`: no delay, limit of speed, pause or planned ending any more
 */
export type Fault =
  | Delay
  | Ending
  | (Aimed & { readonly kind: 'throttle'; readonly bytesPerSecond: number })
  | (Aimed & { readonly kind: 'half_open' | 'pause' | 'resume' | 'clear' })
  | { readonly kind: 'refuse'; readonly milliseconds: number }

/** A fault of one connection. */
export type ConnectionFault = Exclude<Fault, { kind: 'refuse' }>

/** The directions that a fault is about. */
export function directionsOf({ direction }: ConnectionFault): readonly Direction[] {
  return direction === undefined ? directions : [direction]
}
