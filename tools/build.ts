// `make build`: builds the web app, whether it needs it or not.
import { buildWeb } from './web/web-build.ts'

process.exitCode = (await buildWeb()) ? 0 : 1
