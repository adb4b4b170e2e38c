import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const backendUrl = process.env['BACKEND_URL'] ?? `http://127.0.0.1:${process.env['PORT'] ?? 8000}`

export default defineConfig({
  plugins: [vue()],
  define: { __VUE_OPTIONS_API__: 'false' },
  build: {
    manifest: true,
    target: 'es2023',
    // Data URLs would need `font-src data:` and the like in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  server: {
    port: 5173,
    strictPort: true,
    proxy: { '/api': { target: backendUrl, changeOrigin: false, ws: true } },
  },
})
