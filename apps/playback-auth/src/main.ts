import { runService } from '@segue/service'
import { config } from './config.ts'
import { startPlaybackAuth } from './playback-auth.ts'

await runService(config, startPlaybackAuth)
