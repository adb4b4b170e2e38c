import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const program = `
  import { followParent } from ${JSON.stringify(join(import.meta.dirname, 'follow-parent.ts'))}
  process.on('SIGTERM', () => { console.log('asked to stop'); process.exit(0) })
  followParent()
  setInterval(() => {}, 1000)
  console.log('running')
`

it('a program that follows its parent ends when that one is killed, as SIGTERM would end it', async () => {
  // The shell that npm puts in between: a kill reaches it, and not the program.
  const shell = spawn('sh', ['-c', '"$0" --input-type=module -e "$1" & wait', process.execPath, program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  const isOver = once(shell.stdout, 'end')
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    if (text.includes('running')) shell.kill('SIGKILL')
  })
  await isOver
  expect(output).toBe('running\nasked to stop\n')
})
