import { bestDisplayedLevel, bestTradable } from '../book/quotes.ts'
import { NONE } from '../book/price-index.ts'
import { oppositeOf } from '../book/side.ts'
import type { Input, OutsideLevel, OutsideLevelChange } from '../command/commands.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import { stepUp } from '../numbers/steps.ts'
import { ticks, type Ticks } from '../numbers/ticks.ts'
import type { Side } from '../order/order-types.ts'
import type { ListedInstrument } from '../state/listed-instrument.ts'
import { anyInstrument, anySide, onTick, priceNear, type Session } from './session.fixture.ts'
import { startPrices } from './session-setup.fixture.ts'

/** A whole book around the price of the outside world, which moves a little, and at times a lot. */
export function bookInput(session: Session): Input | null {
  const instrument = anyInstrument(session)
  return instrument === null ? null : bookOf(session, instrument)
}

/** A whole book of one instrument. */
export function bookOf(session: Session, instrument: ListedInstrument): Input {
  const { random } = session
  const center = moveCenter(session, instrument)
  const spread = random.weighted([
    [60, 1],
    [30, 3],
    [10, 12],
  ])
  const isThin = random.chance(60)
  return {
    kind: 'outside_book',
    instrumentId: instrument.instrumentId,
    bids:
      isThin && random.chance(500) ? [] : ladder(session, instrument, { from: center - spread, step: -1 }),
    asks: isThin ? [] : ladder(session, instrument, { from: center + spread, step: 1 }),
    last: random.chance(300) ? onTick(instrument, center) : null,
  }
}

/**
 * The outside price wanders within a band, so that positions are called for margin but prices stay
 * prices.
 */
function moveCenter({ random, centers }: Session, { instrumentId }: ListedInstrument): number {
  const start = startPrices.get(instrumentId) ?? 100
  const before = centers.get(instrumentId) ?? start
  const width = random.chance(100) ? Math.ceil(start / 12) : 4
  const moved = before + random.between(-width, width)
  const center = Math.min(Math.max(moved, Math.ceil((start * 2) / 3)), Math.ceil((start * 3) / 2))
  centers.set(instrumentId, center)
  return center
}

/** A whole book whose quotes and last price make a mark, on the tick. */
export function bookAround(session: Session, instrument: ListedInstrument, mark: Ticks): Input {
  const { tickTable } = instrument.definition
  session.centers.set(instrument.instrumentId, mark)
  return {
    kind: 'outside_book',
    instrumentId: instrument.instrumentId,
    bids: ladder(session, instrument, { from: mark - 1, step: -1 }),
    asks: ladder(session, instrument, { from: stepUp(mark + 1, tickTable), step: 1 }),
    last: mark,
  }
}

/** A price between those where the outside world stays, on the tick. */
export function withinBand(instrument: ListedInstrument, price: number): Ticks {
  const start = startPrices.get(instrument.instrumentId) ?? 100
  return onTick(instrument, Math.min(Math.max(price, Math.ceil((start * 2) / 3)), Math.ceil((start * 3) / 2)))
}

function ladder(
  session: Session,
  instrument: ListedInstrument,
  way: { from: number; step: number },
): OutsideLevel[] {
  const { random } = session
  const levels = new Map<number, OutsideLevel>()
  let price = way.from
  for (let count = random.between(1, 6); count > 0 && price > 1; count -= 1) {
    const onStep = onTick(instrument, price)
    levels.set(onStep, { price: onStep, size: anySize(session) })
    price += way.step * random.between(1, 3) * (price >= 1_000 && instrument.instrumentId === 1 ? 5 : 1)
  }
  return [...levels.values()]
}

function anySize({ random, setup }: Session): Lots {
  return lots(random.chance(40) ? 0 : random.between(1, random.pick([6, 25, 80])) * setup.scale.lots)
}

/** One or a few changed levels: mostly near the best, sometimes through the other side. */
export function levelsInput(session: Session): Input | null {
  const { random, centers } = session
  const instrument = anyInstrument(session)
  if (instrument === null) return null
  const { instrumentId } = instrument
  const changes: OutsideLevelChange[] = []
  for (
    let count = random.weighted([
      [70, 1],
      [20, 2],
      [10, 4],
    ]);
    count > 0;
    count -= 1
  ) {
    const side = anySide(session)
    const best = bestDisplayedLevel(instrument, random.chance(850) ? side : oppositeOf(side))
    const center = centers.get(instrumentId) ?? 100
    const price = best === NONE || random.chance(200) ? center : instrument.book.levelPrice(best)
    const size = random.chance(250) ? lots(0) : anySize(session)
    changes.push({ price: priceNear(session, instrument, { price, distance: 5 }), size, side })
  }
  return { kind: 'outside_levels', instrumentId, changes }
}

/**
 * A print: at the best price, inside the spread, or through users' orders; sometimes larger than what is
 * there.
 */
export function tradeInput(session: Session): Input | null {
  const { random, centers, setup } = session
  const instrument = anyInstrument(session)
  if (instrument === null) return null
  const aggressor = anySide(session)
  const hit = oppositeOf(aggressor)
  const best = bestTradable(instrument, hit)
  const level = bestDisplayedLevel(instrument, hit)
  const one = setup.scale.lots
  const displayed = level === NONE ? 10 * one : instrument.book.venueSize(level)
  const near = best ?? centers.get(instrument.instrumentId) ?? 100
  const distance = random.chance(550) ? 0 : random.chance(800) ? 4 : 25
  const isAlike = random.chance(250)
  const quantity = isAlike ? Math.max(1, displayed + random.between(-1, 6)) : random.between(1, 30) * one
  const newSize = random.chance(400) ? lots(random.between(0, displayed + 4)) : null
  return {
    kind: 'outside_trade',
    instrumentId: instrument.instrumentId,
    price: priceNear(session, instrument, { price: near, distance }),
    quantity: lots(quantity),
    aggressor: random.chance(700) ? aggressor : null,
    newSize,
  }
}

/** A whole book far from where the market was: accounts are ruined. */
export function rushInput(session: Session): Input | null {
  const { random, centers } = session
  const instrument = anyInstrument(session)
  if (instrument === null) return null
  const { instrumentId } = instrument
  const start = startPrices.get(instrumentId) ?? 100
  const center = centers.get(instrumentId) ?? start
  const [least, most] = [Math.ceil((start * 2) / 3), Math.ceil((start * 3) / 2)]
  const width = Math.ceil((start * random.between(4, 20)) / 100)
  const moved = center + (random.chance(500) ? width : -width)
  centers.set(instrumentId, Math.min(Math.max(moved, least), most))
  return bookOf(session, instrument)
}

/** Somebody outside takes from the whole book. */
export function orderInput(session: Session): Input | null {
  const { random, setup } = session
  const instrument = anyInstrument(session)
  if (instrument === null) return null
  const side: Side = anySide(session)
  const best = bestTradable(instrument, oppositeOf(side))
  const hasLimit = best !== null && random.chance(650)
  return {
    kind: 'outside_order',
    instrumentId: instrument.instrumentId,
    side,
    quantity: lots(random.between(1, random.chance(850) ? 20 : 200) * setup.scale.lots),
    limitPrice: hasLimit ? ticks(priceNear(session, instrument, { price: best, distance: 6 })) : null,
  }
}

/** The link to a venue goes down. */
export function lostInput(session: Session): Input | null {
  const instrument = anyInstrument(session)
  return instrument === null ? null : { kind: 'outside_lost', instrumentId: instrument.instrumentId }
}
