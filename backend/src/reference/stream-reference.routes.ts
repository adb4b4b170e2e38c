import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { API_TITLE, asyncApiDocument, type DocumentedVersion } from '@trading-pro/contracts'
import type { FastifyInstance } from 'fastify'
import { parsedDocument } from './parsed-document.ts'

const config = { outsideContract: 'the reference of the stream itself' }
const require = createRequire(import.meta.url)

/** The page sets styles of its own. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
].join('; ')

/**
 * The page brings a validator that makes functions of text as it is loaded, which the policy forbids, and
 * which nothing asks since the document is parsed already: what it makes are functions that agree.
 */
const BEFORE_SCRIPT = `globalThis.Function = new Proxy(Function, {
  construct: () => () => () => true,
  apply: () => () => globalThis,
})
`

/** Files of AsyncAPI's own page, by the names that they are served under. */
const FILES = {
  'page.js': {
    path: require.resolve('@asyncapi/react-component/browser/standalone/without-parser.js'),
    type: 'text/javascript; charset=utf-8',
  },
  'page.css': {
    path: require.resolve('@asyncapi/react-component/styles/default.min.css'),
    type: 'text/css; charset=utf-8',
  },
} as const

/** The document of the stream, and a page that shows it, offline. */
export function streamReferenceRoutes(app: FastifyInstance, version: DocumentedVersion): void {
  const base = `/api/${version}`
  const page = `${base}/docs/stream`
  const document = asyncApiDocument(version)
  const texts = {
    [`${base}/asyncapi.json`]: { type: 'application/json', text: JSON.stringify(document) },
    [`${page}/document.json`]: { type: 'application/json', text: JSON.stringify(parsedDocument(document)) },
    [`${page}/before.js`]: { type: 'text/javascript', text: BEFORE_SCRIPT },
    [`${page}/start.js`]: { type: 'text/javascript', text: startScript(page) },
  }
  for (const [path, { type, text }] of Object.entries(texts)) {
    app.get(path, { config }, (_request, reply) => reply.type(`${type}; charset=utf-8`).send(text))
  }
  app.get(page, { config }, (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', CONTENT_SECURITY_POLICY)
      .send(pageText(page, version)),
  )
  for (const [name, { path, type }] of Object.entries(FILES)) {
    app.get(`${page}/${name}`, { config }, async (_request, reply) =>
      reply.type(type).send(await readFile(path)),
    )
  }
}

function pageText(page: string, version: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${API_TITLE} ${version}: stream</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${page}/page.css">
  </head>
  <body>
    <div id="reference"></div>
    <script src="${page}/before.js"></script>
    <script src="${page}/page.js"></script>
    <script src="${page}/start.js"></script>
  </body>
</html>
`
}

function startScript(page: string): string {
  return `fetch('${page}/document.json')
  .then((answer) => answer.json())
  .then((schema) => {
    const config = { show: { sidebar: true, errors: false } }
    AsyncApiStandalone.render({ schema, config }, document.getElementById('reference'))
  })
`
}
