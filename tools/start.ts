// `make start`: sees to the web app, then becomes the server, so that one process gets the signals.
import { followParent } from './platform/follow-parent.ts'
import { ensureWebBuild } from './web/web-build.ts'

followParent()
await ensureWebBuild()
await import('../backend/src/main.ts')
