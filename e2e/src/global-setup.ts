import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  freePort, loadPlatformSettings, loadStackSettings, startPlatform, startStack, type PlatformSettings, type StackSettings,
} from '@segue/tools/platform'
import type { TestProject } from 'vitest/node'
import { findChromium, type Chromium } from './find-chromium.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The public door of the platform under test. */
    publicUrl: string
    admin: { readonly email: string; readonly password: string }
    chromium: Chromium
  }
}

/**
 * The platform that all end-to-end tests share: the one at SEGUE_URL, or one of their own in a temporary folder; with
 * SEGUE_PROFILE=distributed that is the whole stack.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const { SEGUE_URL, SEGUE_PROFILE, SEGUE_ADMIN_EMAIL = 'admin@segue.example' } = process.env
  const { SEGUE_ADMIN_PASSWORD = 'correct horse battery staple' } = process.env
  project.provide('admin', { email: SEGUE_ADMIN_EMAIL, password: SEGUE_ADMIN_PASSWORD })
  project.provide('chromium', await findChromium())
  if (SEGUE_URL !== undefined) {
    project.provide('publicUrl', SEGUE_URL)
    return undefined
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'segue-e2e-'))
  const environment = {
    ...process.env,
    SEGUE_DATA_DIR: dataDir,
    SEGUE_DEMO: 'off',
    SEGUE_ADMIN_EMAIL,
    SEGUE_ADMIN_PASSWORD,
    // Every test opens accounts from the one loopback address.
    GATEWAY_AUTH_LIMIT_FACTOR: '100',
    CATALOG_CHART_REFRESH_S: '1',
    PLAYBACK_AUTH_COUNT_PLAYS_EVERY_MS: '200',
  }
  const isDistributed = SEGUE_PROFILE === 'distributed'
  const platform = isDistributed ? await startStack(await onFreeRow(environment)) : await startPlatform(await onFreePorts(environment))
  project.provide('publicUrl', platform.publicUrl)
  return async () => {
    await platform[Symbol.asyncDispose]()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function onFreePorts(environment: NodeJS.ProcessEnv): Promise<PlatformSettings> {
  const [port, mediaPort, internalPort] = [await freePort(), await freePort(), await freePort()]
  const ports = { SEGUE_PORT: String(port), SEGUE_MEDIA_PORT: String(mediaPort), SEGUE_INTERNAL_PORT: String(internalPort) }
  return loadPlatformSettings({ ...environment, ...ports })
}

/** Inside the row that the stack takes for itself wherever it may choose. */
async function onFreeRow(environment: NodeJS.ProcessEnv): Promise<StackSettings> {
  const [port, mediaPort] = [await freePort(), await freePort()]
  const chosen = { SEGUE_INTERNAL_PORT: '0', SEGUE_TLS_PORT: '0', SEGUE_MEDIA_TLS_PORT: '0', SEGUE_STACK_PORT: '0' }
  return loadStackSettings({ ...environment, ...chosen, SEGUE_PORT: String(port), SEGUE_MEDIA_PORT: String(mediaPort) })
}
