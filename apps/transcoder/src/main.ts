import { runService } from '@segue/service'
import { config } from './config.ts'
import { startTranscoder } from './transcoder.ts'

await runService(config, startTranscoder)
