import type { Config } from '../../backend/src/config.ts'

type Listening = Pick<Config, 'hosts' | 'port'>

/** Where the back end is reached from this machine. */
export function urlOf({ hosts: [host = '127.0.0.1'], port }: Listening): string {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`
}
