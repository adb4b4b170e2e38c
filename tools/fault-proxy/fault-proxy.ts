import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { drawFault, drawRefusal, type FaultPlan } from './fault-plan.ts'
import { directionsOf, type ConnectionFault, type Direction, type Fault } from './fault.ts'
import { ProxiedConnection } from './proxied-connection.ts'
import { SeededRandom } from './seeded-random.ts'

/** What a proxy needs. */
export interface FaultProxyOptions {
  readonly target: { readonly host: string; readonly port: number }
  /** Of the plan and of jitter. */
  readonly seed: number
  /** Without one, faults come by `apply` alone. */
  readonly plan?: FaultPlan | undefined
  /** @default 0: any free one */
  readonly port?: number
}

/** A fault that was applied, for the report of a test that failed. */
export interface AppliedFault {
  /** Since the proxy was made, ms. */
  readonly atMs: number
  /** The number of the connection; `null`: all. */
  readonly connection: number | null
  readonly fault: Fault
}

const APPLIED_KEPT_MAX = 1_000
const APPLIED_SHOWN = 20

/** Starts a proxy on 127.0.0.1. */
export async function createFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const server = createServer({ allowHalfOpen: true, noDelay: true })
  const proxy = new FaultProxy(server, options)
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  return proxy
}

/** Forwards connections to a server and does to them what networks do. */
export class FaultProxy implements AsyncDisposable {
  readonly seed: number
  readonly #options: FaultProxyOptions
  readonly #server: Server
  readonly #connections = new Set<ProxiedConnection>()
  readonly #timers = new Map<ProxiedConnection | 'refusals', NodeJS.Timeout>()
  readonly #startedAt = performance.now()
  readonly #applied: AppliedFault[] = []
  /** What new connections begin with. */
  readonly #lasting: Record<Direction, ConnectionFault[]> = { toServer: [], toClient: [] }
  #refuseUntil = 0
  #accepted = 0
  #hasPlan: boolean

  /** Use `createFaultProxy`. */
  constructor(server: Server, options: FaultProxyOptions) {
    this.seed = options.seed
    this.#options = options
    this.#server = server
    this.#hasPlan = options.plan !== undefined
    if (options.plan !== undefined) this.#planRefusals(options.plan, new SeededRandom(options.seed, -1))
    server.on('connection', (socket) => this.#accept(socket))
  }

  get port(): number {
    // A server that listens on a port has such an address.
    return (this.#server.address() as AddressInfo).port
  }

  /** Those that are open, oldest first. */
  get connections(): readonly ProxiedConnection[] {
    return [...this.#connections]
  }

  /** The last faults that were applied, oldest first. */
  get applied(): readonly AppliedFault[] {
    return this.#applied
  }

  /**
   * Does something to all connections. What lasts (`delay`, `throttle`, `half_open`, `pause`) is also done to
   * those that come later, until `clear`; `resume` ends `pause`.
   */
  apply(fault: Fault): void {
    this.#note(null, fault)
    if (fault.kind === 'refuse') {
      this.#refuse(fault.milliseconds)
      return
    }
    this.#keepLasting(fault)
    for (const connection of this.#connections) connection.apply(fault)
  }

  /** What a failed test should print: the seed, and what was done last. */
  describe(): string {
    const shown = this.#applied.slice(-APPLIED_SHOWN).map(({ atMs, connection, fault }) => {
      return `  ${atMs} ms, connection ${connection ?? 'all'}: ${JSON.stringify(fault)}`
    })
    return [`fault proxy: FAULT_SEED=${this.seed}, the last faults:`, ...shown].join('\n')
  }

  /** No fault is left or planned, but what has vanished is not brought back: see `half_open`. */
  heal(): void {
    this.#endPlan()
    this.#refuseUntil = 0
    this.apply({ kind: 'clear' })
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#endPlan()
    for (const connection of this.#connections) connection.destroy()
    await closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #endPlan(): void {
    this.#hasPlan = false
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }

  #accept(client: Socket): void {
    if (performance.now() < this.#refuseUntil) {
      client.on('error', () => undefined)
      client.resetAndDestroy()
      return
    }
    const index = this.#accepted
    this.#accepted += 1
    const server = connect({ ...this.#options.target, allowHalfOpen: true, noDelay: true })
    const onClose = (): void => this.#forget(connection)
    // Of its own for each connection, so that what happens to one does not depend on the others.
    const random = new SeededRandom(this.seed, 2 * index)
    const connection = new ProxiedConnection({ client, server }, { index, random, onClose })
    this.#connections.add(connection)
    for (const faults of Object.values(this.#lasting)) {
      for (const fault of faults) connection.apply(fault)
    }
    const { plan } = this.#options
    if (plan !== undefined && this.#hasPlan)
      this.#plan(connection, plan, new SeededRandom(this.seed, 2 * index + 1))
  }

  #forget(connection: ProxiedConnection): void {
    this.#connections.delete(connection)
    clearTimeout(this.#timers.get(connection))
    this.#timers.delete(connection)
  }

  #plan(connection: ProxiedConnection, plan: FaultPlan, random: SeededRandom): void {
    const next = drawFault(plan, random)
    if (next === null) return
    const { afterMs, fault } = next
    const timer = setTimeout(() => {
      this.#note(connection.index, fault)
      connection.apply({ kind: 'clear' })
      connection.apply(fault)
      if (connection.isOpen) this.#plan(connection, plan, random)
    }, afterMs)
    this.#timers.set(connection, timer)
  }

  #planRefusals(plan: FaultPlan, random: SeededRandom): void {
    const next = drawRefusal(plan, random)
    if (next === null) return
    const timer = setTimeout(() => {
      this.apply(next.fault)
      this.#planRefusals(plan, random)
    }, next.afterMs)
    this.#timers.set('refusals', timer)
  }

  #refuse(milliseconds: number): void {
    this.#refuseUntil = Math.max(this.#refuseUntil, performance.now() + milliseconds)
  }

  #keepLasting(fault: ConnectionFault): void {
    for (const direction of directionsOf(fault)) {
      const kept = this.#lasting[direction]
      const aimed = { ...fault, direction }
      if (fault.kind === 'clear') kept.length = 0
      else if (fault.kind === 'resume') {
        this.#lasting[direction] = kept.filter(({ kind }) => kind !== 'pause')
      } else if (fault.kind !== 'cut' && fault.kind !== 'reset') {
        this.#lasting[direction] = [...kept.filter(({ kind }) => kind !== fault.kind), aimed]
      }
    }
  }

  #note(connection: number | null, fault: Fault): void {
    const atMs = Math.round(performance.now() - this.#startedAt)
    if (this.#applied.length === APPLIED_KEPT_MAX) this.#applied.shift()
    this.#applied.push({ atMs, connection, fault })
  }
}
