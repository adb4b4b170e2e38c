import { enableCompileCache, flushCompileCache } from 'node:module'

// Without it every start strips the types of each file anew: half a second and 25 MB.
enableCompileCache()
const { serve } = await import('./serve.ts')
await serve(process.env)
flushCompileCache()
