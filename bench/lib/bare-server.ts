/**
 * The baseline of every answer: `node:http` and nothing else, sending the files of a directory from memory.
 * Prints its port once it listens.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

const [directory = '.', port = '0'] = process.argv.slice(2)
const bodies = new Map(
  readdirSync(directory).map((name) => [`/${name}`, readFileSync(join(directory, name))]),
)

const server = createServer((request, response) => {
  const body = bodies.get(request.url ?? '')
  if (body === undefined) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
  })
  response.end(body)
})
server.listen(Number(port), '127.0.0.1')
