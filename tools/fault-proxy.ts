// A TCP proxy that does to connections what networks do:
// `node tools/fault-proxy.ts --to 127.0.0.1:8000 [--listen PORT] [--seed N] [--plan cut,reset] [--every MS]`
// Prints its port, then takes faults from the terminal, one a line, for all connections.
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { createFaultProxy } from './fault-proxy/fault-proxy.ts'
import { faultUsage, parseFault, parsePlan } from './fault-proxy/parse-fault.ts'

const { values } = parseArgs({
  options: {
    listen: { type: 'string', default: '0' },
    to: { type: 'string' },
    seed: { type: 'string', default: '1' },
    plan: { type: 'string' },
    every: { type: 'string', default: '5000' },
  },
})

async function main(): Promise<void> {
  const colon = values.to?.lastIndexOf(':') ?? -1
  if (values.to === undefined || colon < 0) throw new Error('--to HOST:PORT says where connections go')
  const target = { host: values.to.slice(0, colon), port: Number(values.to.slice(colon + 1)) }
  const [port, seed] = [Number(values.listen), Number(values.seed)]
  const plan = values.plan === undefined ? undefined : parsePlan(values.plan, Number(values.every))
  const proxy = await createFaultProxy({ target, port, seed, plan })
  console.log(proxy.port)
  createInterface({ input: process.stdin }).on('line', (line) => {
    const fault = parseFault(line)
    if (fault === null) console.error(faultUsage)
    else proxy.apply(fault)
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      console.error(proxy.describe())
      process.exit()
    })
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
