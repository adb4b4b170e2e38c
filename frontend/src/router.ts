import { createRouter, createWebHistory, type Router, type RouterHistory } from 'vue-router'

export const loadStatusPage = () => import('./status/ApiStatus.vue')

export function createAppRouter(history: RouterHistory = createWebHistory()): Router {
  return createRouter({
    history,
    routes: [
      { path: '/', redirect: '/market' },
      { path: '/market/:symbol?', name: 'market', component: () => import('./market/MarketPage.vue') },
      { path: '/status', name: 'status', component: loadStatusPage },
      { path: '/:path(.*)*', name: 'not-found', component: () => import('./not-found/NotFound.vue') },
    ],
  })
}
