import { runService } from '@segue/service'
import { config } from './config.ts'
import { startPlaylist } from './playlist.ts'

await runService(config, startPlaylist)
