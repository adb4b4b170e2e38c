export { ticks, type Ticks } from './ticks.ts'
export {
  decimalFromTicks,
  decimalsOf,
  parseDecimal,
  priceFromTicks,
  roundToTick,
  tickSizeFromDecimal,
  type RoundedPrice,
  type TickSize,
} from './tick-size.ts'
