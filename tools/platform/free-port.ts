import { createServer } from 'node:net'

/** A port that nobody listens on just now. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, () => {
      const address = server.address()
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0
      server.close(() => {
        resolve(port)
      })
    })
  })
}

/** Whether somebody listens on the port at one of these addresses of this machine. */
export async function isPortInUse(port: number, hosts: readonly string[]): Promise<boolean> {
  for (const host of hosts) if (await isInUse(port, host)) return true
  return false
}

function isInUse(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'EADDRINUSE')
    })
    server.listen({ host, port, ipv6Only: host.includes(':') }, () => {
      server.close(() => {
        resolve(false)
      })
    })
  })
}
