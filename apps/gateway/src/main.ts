import { runService } from '@segue/service'
import { config } from './config.ts'
import { startGateway } from './gateway.ts'

await runService(config, startGateway)
