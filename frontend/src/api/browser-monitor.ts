import type { RestClient } from '@trading-pro/client'
import {
  createConnectionMonitor,
  type ConnectionMonitor,
  type ConnectionState,
} from './connection-monitor.ts'

/** The monitor of this page: it also asks at once when the network or the tab comes back. */
export function createBrowserMonitor(
  client: Pick<RestClient, 'getHealth'>,
  onChange: (state: ConnectionState) => void,
): ConnectionMonitor {
  const monitor = createConnectionMonitor({
    probe: () => client.getHealth(),
    now: () => Date.now(),
    schedule: (task, delayMs) => {
      const timer = setTimeout(task, delayMs)
      return () => clearTimeout(timer)
    },
    random: () => Math.random(),
    onChange,
  })
  const whenVisible = () => {
    if (document.visibilityState === 'visible') monitor.probeNow()
  }
  return {
    start() {
      window.addEventListener('online', monitor.probeNow)
      window.addEventListener('offline', monitor.probeNow)
      document.addEventListener('visibilitychange', whenVisible)
      monitor.start()
    },
    probeNow: monitor.probeNow,
    stop() {
      window.removeEventListener('online', monitor.probeNow)
      window.removeEventListener('offline', monitor.probeNow)
      document.removeEventListener('visibilitychange', whenVisible)
      monitor.stop()
    },
  }
}
