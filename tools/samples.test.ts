import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { inRepository } from './platform/paths.ts'

it.each(['sp500-2000.csv', 'stocks.csv'])('samples/%s is the file of the npm package it names', (name) => {
  const source = readFileSync(inRepository('node_modules', 'vega-datasets', 'data', name))
  expect(readFileSync(inRepository('samples', name)).equals(source)).toBe(true)
})
