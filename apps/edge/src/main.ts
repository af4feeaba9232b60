import { runService } from '@segue/service'
import { config } from './config.ts'
import { startEdge } from './edge.ts'

await runService(config, startEdge)
