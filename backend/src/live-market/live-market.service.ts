/** What other capabilities may ask of the live market. */
export { LiveMarket } from './live-market.ts'
export { SimulatedMinutes } from './simulated-minutes.ts'
export { readSeed } from './simulation-seed.ts'
