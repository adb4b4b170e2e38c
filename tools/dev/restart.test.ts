import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startRestarting, type RestartingProgram } from './restarting-program.ts'
import { isSource, watchSources } from './watch-sources.ts'

let folder: string
let program: RestartingProgram | undefined
let watching: Disposable | undefined
let lines: string[]
let onLine: () => void
let last: ChildProcess | undefined

const quietMs = 100
const stopsCleanly = "process.on('SIGTERM', () => { console.log('stopped'); process.exit(0) })\n"
const staysUp = 'setInterval(() => {}, 1000)\n'

/** The file another program puts in the place of the old one, as `sed -i`, git and vim do. */
function saveByRename(name: string, text: string): void {
  const fresh = join(folder, `${name}.new`)
  writeFileSync(fresh, text)
  renameSync(fresh, join(folder, name))
}

function hear(line: string): void {
  lines.push(line)
  onLine()
}

/** Waits until this many lines were heard, and gives them. */
function heard(count: number): Promise<readonly string[]> {
  return new Promise((resolve) => {
    onLine = () => {
      if (lines.length >= count) resolve(lines)
    }
    onLine()
  })
}

function startProgram(killAfterMs = 30_000): void {
  program = startRestarting({
    launch: () => {
      const child = spawn(process.execPath, [join(folder, 'sub', 'main.ts')], {
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      createInterface({ input: child.stdout }).on('line', hear)
      last = child
      return child
    },
    say: hear,
    killAfterMs,
  })
}

function startWatching(onChange: () => void): void {
  watching = watchSources([folder], {
    quietMs,
    onChange,
    onError: (error) => {
      hear(`watching failed: ${error.message}`)
    },
  })
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'restart-'))
  mkdirSync(join(folder, 'sub'))
  lines = []
  onLine = () => undefined
})

afterEach(async () => {
  vi.useRealTimers()
  watching?.[Symbol.dispose]()
  program?.stop()
  if (last?.kill('SIGKILL') === true) await once(last, 'close')
  watching = program = last = undefined
  rmSync(folder, { recursive: true })
})

const restarting = 'a source file changed; restarting'

describe('reload', () => {
  it('starts the program again after each save by rename, the old one stopped first', async () => {
    const source = (name: string) => `${stopsCleanly}${staysUp}console.log('running ${name}')\n`
    writeFileSync(join(folder, 'sub', 'main.ts'), source('first'))
    startProgram()
    startWatching(() => program?.restart())
    await heard(1)
    saveByRename('sub/main.ts', source('second'))
    await heard(4)
    saveByRename('sub/main.ts', source('third'))
    await heard(7)
    saveByRename('sub/main.ts', source('fourth'))
    expect(await heard(10)).toEqual([
      'running first',
      ...[restarting, 'stopped', 'running second'],
      ...[restarting, 'stopped', 'running third'],
      ...[restarting, 'stopped', 'running fourth'],
    ])
  })

  it('waits after a crash for the next change', async () => {
    writeFileSync(join(folder, 'sub', 'main.ts'), "console.log('crashing')\nprocess.exit(3)\n")
    startProgram()
    startWatching(() => program?.restart())
    await heard(2)
    saveByRename('sub/main.ts', `${staysUp}console.log('mended')\n`)
    expect(await heard(3)).toEqual([
      'crashing',
      'ended (code 3); starts again after the next change',
      'mended',
    ])
  })

  it('kills a program that is caught in an endless loop', async () => {
    writeFileSync(
      join(folder, 'sub', 'main.ts'),
      `${stopsCleanly}${staysUp}console.log('looping')\nwhile (true);\n`,
    )
    startProgram(100)
    await heard(1)
    writeFileSync(join(folder, 'sub', 'main.ts'), `${staysUp}console.log('mended')\n`)
    program?.restart()
    expect(await heard(3)).toEqual(['looping', restarting, 'mended'])
  })
})

describe('watchSources', () => {
  it('reports a burst as one change, at its end', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    startWatching(() => {
      hear('changed')
    })
    const sight = watch(folder, { recursive: true })
    const isSeen = new Promise<void>((resolve) => {
      sight.on('change', (_event, name) => {
        if (name === 'c.ts') resolve()
      })
    })
    for (const name of ['a.ts', 'b.ts', 'c.ts']) saveByRename(name, '1')
    await isSeen
    sight.close()
    expect(lines).toEqual([])
    vi.advanceTimersByTime(quietMs)
    expect(lines).toEqual(['changed'])
  })

  it.each(['a.ts', 'sub/a.ts'])('sees %s', async (name) => {
    startWatching(() => {
      hear('changed')
    })
    saveByRename(name, '1')
    expect(await heard(1)).toEqual(['changed'])
  })
})

describe('isSource', () => {
  it('means TypeScript files, but no tests', () => {
    const names = ['bars/a.ts', 'bars/a.test.ts', 'a.json', 'a.ts~', '4913']
    expect(names.filter(isSource)).toEqual(['bars/a.ts'])
  })
})
