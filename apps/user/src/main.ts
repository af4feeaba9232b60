import { runService } from '@segue/service'
import { config } from './config.ts'
import { startUser } from './user.ts'

await runService(config, startUser)
