import { runService } from '@segue/service'
import { config } from './config.ts'
import { startSearch } from './search.ts'

await runService(config, startSearch)
