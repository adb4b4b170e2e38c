import type { Socket } from 'node:net'
import { directions, directionsOf, type ConnectionFault, type Direction } from './fault.ts'
import { Lane } from './lane.ts'
import type { SeededRandom } from './seeded-random.ts'

/** After a cut, a peer that does not close its side is not waited for any longer. */
const CLOSING_MS = 1_000

/** A connection through the proxy. */
export class ProxiedConnection {
  /** The number of the connection, from 0. */
  readonly index: number
  readonly #sockets: Readonly<Record<Direction, Socket>>
  readonly #lanes: Readonly<Record<Direction, Lane>>
  readonly #onClose: () => void
  #open = 2

  constructor(
    sockets: { readonly client: Socket; readonly server: Socket },
    options: { readonly index: number; readonly random: SeededRandom; readonly onClose: () => void },
  ) {
    const { client, server } = sockets
    const { random } = options
    this.index = options.index
    this.#onClose = options.onClose
    this.#sockets = { toServer: server, toClient: client }
    const lane = (source: Socket, sink: Socket, direction: Direction): Lane =>
      new Lane({ source, sink, random, onEnding: (kind) => this.#end(kind, direction) })
    this.#lanes = {
      toServer: lane(client, server, 'toServer'),
      toClient: lane(server, client, 'toClient'),
    }
    this.#watch(client, 'toServer')
    this.#watch(server, 'toClient')
  }

  get isOpen(): boolean {
    return this.#open > 0
  }

  /** Bytes that came through so far. */
  forwarded(direction: Direction): number {
    return this.#lanes[direction].forwarded
  }

  /** Bytes that wait in the proxy, bounded. */
  held(direction: Direction): number {
    return this.#lanes[direction].held
  }

  apply(fault: ConnectionFault): void {
    for (const direction of directionsOf(fault)) this.#lanes[direction].apply(fault)
  }

  /** Both ends, without ado. */
  destroy(): void {
    for (const direction of directions) {
      this.#lanes[direction].close()
      this.#sockets[direction].destroy()
    }
  }

  #watch(source: Socket, direction: Direction): void {
    const lane = this.#lanes[direction]
    const sink = this.#sockets[direction]
    // What went wrong is seen in `close`.
    source.on('error', () => undefined)
    source.on('close', () => {
      this.#open -= 1
      if (this.#open === 0) {
        for (const each of directions) this.#lanes[each].close()
        this.#onClose()
      }
      // After a regular end the lane passes on what it still holds, and the end.
      if (!lane.hasEnded && !lane.isSwallowing) reset(sink)
    })
  }

  #end(kind: 'cut' | 'reset', direction: Direction): void {
    for (const each of directions) this.#lanes[each].swallow()
    const sink = this.#sockets[direction]
    const source = this.#sockets[direction === 'toServer' ? 'toClient' : 'toServer']
    if (kind === 'reset') {
      reset(sink)
      reset(source)
      return
    }
    source.destroy()
    // Not destroyed at once: with bytes of its peer unread, the kernel would drop what was written.
    sink.end()
    sink.on('end', () => sink.destroy())
    setTimeout(() => sink.destroy(), CLOSING_MS).unref()
  }
}

/** Ends a socket so that its peer hears of an error. */
function reset(socket: Socket): void {
  if (!socket.destroyed) socket.resetAndDestroy()
}
