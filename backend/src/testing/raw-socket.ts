import { connect } from 'node:net'

/** Sends bytes as they are and reads until the server closes the connection. */
export async function exchangeBytes(
  port: number,
  bytes: string | Uint8Array,
  { patienceMs } = { patienceMs: 5_000 },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const chunks: Buffer[] = []
    socket.setTimeout(patienceMs, () => {
      socket.destroy(new Error(`the server said nothing more for ${patienceMs} ms`))
    })
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => {
      resolve(Buffer.concat(chunks).toString('latin1'))
    })
    socket.write(bytes)
  })
}
