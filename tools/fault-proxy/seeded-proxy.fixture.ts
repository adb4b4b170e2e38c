import { onTestFailed, onTestFinished } from 'vitest'
import type { FaultPlan } from './fault-plan.ts'
import { createFaultProxy, type FaultProxy } from './fault-proxy.ts'

const { FAULT_SEED } = process.env

/**
 * A proxy for the test that runs: closed after it; if it fails, its seed and last faults are printed.
 * `FAULT_SEED` in the environment repeats a schedule.
 */
export async function startTestProxy(port: number, plan?: FaultPlan): Promise<FaultProxy> {
  const seed = FAULT_SEED === undefined ? Math.floor(Math.random() * 2_147_483_648) : Number(FAULT_SEED)
  const proxy = await createFaultProxy({ target: { host: '127.0.0.1', port }, seed, plan })
  onTestFailed(() => console.error(proxy.describe()))
  onTestFinished(() => proxy.close())
  return proxy
}
