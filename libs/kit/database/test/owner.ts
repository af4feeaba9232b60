import { startDatabase } from '@segue/database/embedded'

/** A start of its own for tests that kill it: says its URL, then waits for its end. */
const [folder = '', home = ''] = process.argv.slice(2)
const database = await startDatabase({ folder, home, durable: false })
process.stdout.write(`${await database.provision('catalog')}\n`)
