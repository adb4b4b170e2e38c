import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Engine } from '../engine.ts'
import { depthOf } from '../queries.ts'
import { TextbookExchange } from '../textbook/textbook-exchange.ts'
import { retell, type Exchange, type Shown } from './run-scenario.fixture.ts'
import { scenariosIn } from './scenario.fixture.ts'

const folder = new URL('.', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.scenarios.txt'))
const suites = files.map((name) => ({
  topic: name.replace('.scenarios.txt', ''),
  scenarios: scenariosIn(readFileSync(new URL(name, folder), 'utf8')),
}))

const limits = { recentOrdersMax: 100 }

function fastExchange(): Exchange {
  const engine = new Engine(limits)
  return {
    explains: true,
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

const shown: Shown = {
  denials: new Set(),
  events: new Set(),
  cancelReasons: new Set(),
  evidence: new Set(),
  transitions: new Set(),
}

describe.each([
  { name: 'the engine', make: fastExchange },
  { name: 'the textbook', make: textbookExchange },
])('$name', ({ make }) => {
  describe.each(suites)('$topic', ({ scenarios }) => {
    test.each(scenarios)('$title', (scenario) => {
      expect(retell(scenario, make(), shown).join('\n')).toBe(scenario.lines.join('\n'))
    })
  })
})
