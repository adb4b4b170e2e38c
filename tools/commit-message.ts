// The commit-msg hook: `node tools/commit-message.ts FILE` judges the message in the file.
import { readFileSync } from 'node:fs'
import { judgeMessage } from './commit-message/judge-message.ts'

const complaints = judgeMessage(readFileSync(process.argv[2] ?? '', 'utf8'))
for (const complaint of complaints) console.error(`commit message: ${complaint}`)
process.exitCode = complaints.length === 0 ? 0 : 1
