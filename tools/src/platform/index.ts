export { freePort } from './free-port.ts'
export { loadPlatformSettings, type PlatformSettings } from './settings.ts'
export { startPlatform, type Platform } from './start-platform.ts'
