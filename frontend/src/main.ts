import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { createApiSource } from './api/api-source.ts'
import { createBrowserMonitor } from './api/browser-monitor.ts'
import { useConnectionStore } from './api/connection.store.ts'
import { createSampleLoader } from './api/load-samples.ts'
import { probeClient, restClient } from './api/rest-client.ts'
import { whenIdle } from './api/when-idle.ts'
import App from './App.vue'
import { createAppRouter, loadStatusPage } from './router.ts'
import './styles/fonts.css'
import './styles/tokens.css'
import './styles/base.css'

const app = createApp(App).use(createPinia()).use(createAppRouter())
app.config.errorHandler = (error, _component, where) => console.error(`In ${where}:`, error)

useConnectionStore().start({
  apiSource: createApiSource(restClient),
  loadSampleSource: createSampleLoader(),
  whenIdle,
  createMonitor: (onChange) => createBrowserMonitor(probeClient, onChange),
})
app.mount('#app')

// The status page must open when the server, which has its code, is gone.
whenIdle(() => void loadStatusPage().catch(() => undefined))
