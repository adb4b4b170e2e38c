/** Values of senders who mean no good: what they hold changes between one look and the next. */

/** How an object hides its fields. */
export type Disguise = 'getters' | 'inherited' | 'proxies'

/** A copy of plain data in which each place, at any depth, is right for the first `reads` looks alone. */
export function fickle(value: unknown, disguise: Disguise, reads: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  const answers = new Map(
    Object.entries(value).map(([name, each]) => [name, answerOf(fickle(each, disguise, reads), reads)]),
  )
  if (Array.isArray(value))
    return disguise === 'getters' ? fickleList(value, answers) : proxyOf(value, answers)
  if (disguise === 'proxies') return proxyOf(value, answers)
  const holder = {}
  for (const [name, get] of answers) Object.defineProperty(holder, name, { get, enumerable: true })
  return disguise === 'getters' ? holder : (Object.create(holder) as unknown)
}

function proxyOf(target: object, answers: ReadonlyMap<string, () => unknown>): unknown {
  return new Proxy(target, {
    get: (_target, name) => {
      const answer = typeof name === 'string' ? answers.get(name) : undefined
      return answer === undefined ? (Reflect.get(target, name) as unknown) : answer()
    },
  })
}

/** Its methods and its iterator know nothing of what stands in it. */
class FickleList extends Array<unknown> {
  override *[Symbol.iterator](): ArrayIterator<unknown> {
    yield undefined
  }

  override map(): never[] {
    return []
  }

  override filter(): never[] {
    return []
  }
}

function fickleList(value: readonly unknown[], answers: ReadonlyMap<string, () => unknown>): unknown {
  const list = new FickleList()
  list.length = value.length
  for (const [name, get] of answers) Object.defineProperty(list, name, { get, enumerable: true })
  return list
}

function answerOf(value: unknown, reads: number): () => unknown {
  let count = 0
  return () => {
    count += 1
    return count <= reads ? value : otherThan(value, count)
  }
}

/** Now of the same type, now of another one. */
function otherThan(value: unknown, count: number): unknown {
  if (count % 3 === 0) return undefined
  if (typeof value === 'number') return value + count
  if (typeof value === 'bigint') return value + 1n
  if (typeof value === 'boolean') return !value
  return value === 'buy' ? 'sell' : count % 2 === 0 ? null : {}
}

/** Changes plain data in every place, at any depth; `kind` is left alone. */
export function scramble(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const [name, each] of Object.entries(value)) {
    scramble(each)
    if (name !== 'kind') Reflect.set(value, name, typeof each === 'object' ? null : otherThan(each, 1))
  }
  if (Array.isArray(value)) value.length = 0
}
