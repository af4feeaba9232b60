import { runService } from '@segue/service'
import { startCatalog } from './catalog.ts'
import { config } from './config.ts'

await runService(config, startCatalog)
