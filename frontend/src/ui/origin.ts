/** Where the bars of a symbol come from, as the app marks it. */
export type Origin = 'offline' | 'sample' | 'import' | 'listing'
