import type { StreamLoadOptions } from './load-options.ts'

/** What a load's process can be asked; each question is answered once it is done: a report, or nothing. */
export type LoadQuestion =
  | { readonly kind: 'start'; readonly options: StreamLoadOptions }
  | { readonly kind: 'ready' | 'report' | 'reset' | 'drop' | 'heal' | 'stop' }
