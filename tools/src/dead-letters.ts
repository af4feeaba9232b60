import { runDeadLetters } from './dead-letters/run-dead-letters.ts'

process.exitCode = await runDeadLetters(process.argv.slice(2), {
  busUrl: process.env['SEGUE_BUS_URL'],
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
})
