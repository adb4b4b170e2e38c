// For tools that read TypeScript only, such as ESLint; vue-tsc sees the real components.
declare module '*.vue' {
  import type { DefineComponent } from 'vue'

  const component: DefineComponent
  export default component
}
