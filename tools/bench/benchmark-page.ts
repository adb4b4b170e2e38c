/** One `BENCH name value=N unit=U baseline=N ratio=N` line. */
export interface BenchFigure {
  readonly name: string
  readonly value: string
  readonly unit: string
  readonly baseline: string
  readonly ratio: string
}

/** Where and when the figures were measured. */
export interface BenchRun {
  readonly processor: string
  readonly coreCount: number
  readonly node: string
  readonly date: string
}

/** What each figure must reach, in words; others are for comparison. */
export const bars: ReadonlyMap<string, string> = new Map([
  ['engine.match', '>= 3,000,000 commands/s, ratio >= 100'],
  ['engine.match_sparse', '>= 1,500,000 commands/s'],
  ['engine.bytes_book', '<= 100 B/order'],
  ['engine.whole', '>= 500,000 commands/s'],
  ['engine.whole_encoded', '>= 250,000 commands/s'],
  ['engine.p99', '<= 10 us'],
  ['engine.p999_open', '<= 5 ms'],
  ['engine.bytes_order', '<= 600 B/order'],
  ['engine.book_growth', 'ratio <= 1.05'],
  ['engine.whole_growth', 'ratio <= 1.05'],
  ['engine.replay', '<= 2,000 ms'],
  ['engine.restore', '<= 3,000 ms'],
  ['rest.bars_warm', 'ratio >= 0.70'],
  ['rest.bars_random', 'ratio >= 0.25'],
  ['rest.resample_cold', '<= 300 ms'],
  ['import.rows', '>= 150,000 rows/s'],
  ['import.memory', '<= 300 MB'],
  ['sim.cpu', '<= 15 %'],
  ['sim.history', '<= 2 ms'],
  ['sim.history_cold', '<= 50 ms'],
  ['stream.same', '>= 380,000 messages/s, ratio >= 4'],
  ['stream.mixed', '>= 250,000 messages/s'],
  ['stream.latency_p50', '<= 15 ms'],
  ['stream.latency_p99', '<= 50 ms'],
  ['stream.idle_bytes', '<= 8 KB/connection'],
  ['stream.idle_resident', '<= 25 KB/connection'],
  ['start.ready', '<= 1,500 ms'],
  ['start.memory', '<= 180 MB'],
  ['web.market_page', '<= 200 KB'],
])

/** The figures among what benchmarks print. */
export function readFigures(output: string): readonly BenchFigure[] {
  const lines = output.matchAll(/^BENCH (\S+) value=(\S+) unit=(\S+) baseline=(\S+) ratio=(\S+)$/gm)
  return [...lines].map(([, name = '', value = '', unit = '', baseline = '', ratio = '']) => ({
    ...{ name, value, unit, baseline, ratio },
  }))
}

/** The page with the table of a run. */
export function renderBenchmarks(figures: readonly BenchFigure[], run: BenchRun): string {
  const header = ['figure', 'value', 'unit', 'baseline', 'ratio', 'bar']
  const rows = figures.map(({ name, value, unit, baseline, ratio }) => [
    ...[`\`${name}\``, value, unit, baseline, ratio],
    bars.get(name) ?? '',
  ])
  const table = [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  return [
    '# Benchmarks',
    '',
    `Measured on ${run.date} with \`npm run bench -- --write\`, which also wrote this page:`,
    `Node ${run.node}, ${run.coreCount} cores of ${run.processor}, other work on the machine included.`,
    'Every figure stands beside its baseline of the same run; the head of each file in `bench/` says what',
    'both are.',
    '',
    ...table,
    '',
  ].join('\n')
}
