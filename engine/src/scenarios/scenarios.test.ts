import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { denialCodes } from '../command/denials.ts'
import { Engine } from '../engine.ts'
import type { CancelReason, EngineEvent, EvidenceSource } from '../event/events.ts'
import { depthOf } from '../queries.ts'
import { TextbookExchange } from '../textbook/textbook-exchange.ts'
import { nothingShown, retell, type Exchange } from './run-scenario.fixture.ts'
import { scenariosIn } from './scenario.fixture.ts'
import { statusChanges, statusStays } from './status-moves.fixture.ts'

const folder = new URL('.', import.meta.url)
const suites = readdirSync(folder)
  .filter((name) => name.endsWith('.scenarios.txt'))
  .map((name) => ({
    topic: name.replace('.scenarios.txt', ''),
    scenarios: scenariosIn(readFileSync(new URL(name, folder), 'utf8')),
  }))
const limits = { recentOrdersMax: 100 }

function fastExchange(): Exchange {
  let engine = new Engine(limits)
  return {
    explains: true,
    restart: (events) => {
      engine = new Engine(limits)
      for (const event of events) engine.apply(event)
    },
    execute: (input, at) => engine.execute(input, at),
    preview: (input, at) => engine.preview(input, at),
    image: () => engine.image(),
    outsideOf: (instrumentId, side) => {
      const instrument = engine.state.instruments.get(instrumentId)
      if (instrument === undefined) return []
      // Each level is shown by the same object.
      const levels = Array.from(depthOf(instrument, side), (level) => ({ ...level }))
      return levels.flatMap(({ price, outsideSize }) =>
        outsideSize > 0 ? [{ price, size: outsideSize }] : [],
      )
    },
  }
}

function textbookExchange(): Exchange {
  const twin = new TextbookExchange(limits)
  return {
    explains: false,
    restart: null,
    execute: (input, at) => twin.execute(input, at),
    preview: (input, at) => twin.preview(input, at),
    image: () => twin.image(),
    outsideOf: (instrumentId, side) => {
      const { bids, asks } = twin.depth(instrumentId)
      const levels = side === 'buy' ? bids : asks
      return levels.flatMap(({ price, outsideSize }) =>
        outsideSize > 0 ? [{ price, size: outsideSize }] : [],
      )
    },
  }
}

describe.each(suites)('$topic, on the engine', ({ scenarios }) => {
  test.each(scenarios)('$title', (scenario) => {
    expect(retell(scenario, fastExchange(), nothingShown()).join('\n')).toBe(scenario.lines.join('\n'))
  })
})

/** The textbook takes what is well-formed for granted, and lives in one piece. */
const engineOnly: readonly string[] = ['malformed-inputs', 'recovery']

describe.each(suites.filter(({ topic }) => !engineOnly.includes(topic)))(
  '$topic, on the textbook',
  ({ scenarios }) => {
    test.each(scenarios)('$title', (scenario) => {
      expect(retell(scenario, textbookExchange(), nothingShown()).join('\n')).toBe(scenario.lines.join('\n'))
    })
  },
)

describe('all scenarios together', () => {
  const shown = nothingShown()
  beforeAll(() => {
    for (const { scenarios } of suites) {
      for (const scenario of scenarios) retell(scenario, fastExchange(), shown)
    }
  })

  test('deny by every code', () => {
    expect([...shown.denials].sort()).toEqual(denialCodes.filter((code) => !unheard.has(code)).sort())
  })

  test('bring about every kind of event', () => {
    expect([...shown.events].sort()).toEqual(Object.keys(eventKinds).sort())
  })

  test('cancel for every reason', () => {
    expect([...shown.cancelReasons].sort()).toEqual(Object.keys(cancelReasons).sort())
  })

  test('fill by every source of evidence', () => {
    expect([...shown.evidence].sort()).toEqual(Object.keys(sources).sort())
  })

  test('make every change of the status table and no other', () => {
    const isChange = (move: string) => move.split(' ').at(0) !== move.split(' ').at(-1)
    expect([...shown.moves].filter(isChange).sort()).toEqual([...statusChanges].sort())
  })

  test('show where a status stays', () => {
    expect(statusStays.filter((move) => !shown.moves.has(move))).toEqual([])
  })

  test('have titles of their own', () => {
    const titles = suites.flatMap(({ topic, scenarios }) =>
      scenarios.map(({ title }) => `${topic}: ${title}`),
    )
    expect(new Set(titles).size).toBe(titles.length)
  })
})

/** Codes that no input brings about. */
const unheard: ReadonlySet<string> = new Set()

const cancelReasons: Readonly<Record<CancelReason, true>> = {
  user: true,
  no_liquidity: true,
  immediate_or_cancel: true,
  fill_or_kill: true,
  insufficient_funds: true,
  self_trade: true,
  reduce_only: true,
  group: true,
  parent: true,
  liquidation: true,
  kill_switch: true,
  loss_lock: true,
  reset: true,
}

const sources: Readonly<Record<EvidenceSource, true>> = {
  order: true,
  level: true,
  print: true,
  through: true,
  quote: true,
  crossing: true,
  aggressor: true,
}

const eventKinds: Readonly<Record<EngineEvent['kind'], true>> = {
  instrument_listed: true,
  schedule_set: true,
  phase_changed: true,
  account_opened: true,
  account_configured: true,
  leverage_set: true,
  cash_moved: true,
  position_reset: true,
  generation_started: true,
  kill_switch_set: true,
  loss_baseline_set: true,
  loss_locked: true,
  day_timer_set: true,
  order_accepted: true,
  order_released: true,
  order_activated: true,
  order_rested: true,
  order_parked: true,
  order_triggered: true,
  trailing_moved: true,
  traded: true,
  order_canceled: true,
  order_reduced: true,
  order_resized: true,
  order_expired: true,
  order_rejected: true,
  cancel_requested: true,
  replace_requested: true,
  order_replaced: true,
  order_repriced: true,
  replace_rejected: true,
  margin_called: true,
  margin_call_cleared: true,
  liquidation_started: true,
  liquidation_ended: true,
}
