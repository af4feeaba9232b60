import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { EmbeddedDatabase } from '@segue/database/embedded'
import type { Environment } from '@segue/service'
import { chooseEngine } from '@segue/transcoder'
import type { Secrets } from './secrets.ts'
import type { PlatformSettings } from './settings.ts'

const databases = ['user', 'catalog', 'playlist', 'search', 'playback_auth', 'transcoder'] as const
const key_pair_id = 'segue'

type Provisioning = Pick<EmbeddedDatabase, 'provision'>

/**
 * The settings of every service: one database and one login role each, and `parts` for the bus, the cache, the objects and the
 * index; without them those of the embedded profile. What the environment says goes before all.
 */
export async function serviceEnvironment(settings: PlatformSettings, database: Provisioning, secrets: Secrets, parts?: Environment): Promise<Environment> {
  const urls = new Map<string, string>()
  for (const name of databases) urls.set(name, await database.provision(name))
  const { dataDir, host, port, mediaPort, publicUrl, mediaUrl, logLevel, environment } = settings
  return {
    SEGUE_HOST: host,
    SEGUE_PORT: String(port),
    SEGUE_MEDIA_PORT: String(mediaPort),
    SEGUE_PUBLIC_URL: publicUrl,
    SEGUE_MEDIA_URL: mediaUrl,
    SEGUE_LOG_LEVEL: logLevel,
    SEGUE_UPLOAD_SECRET: secrets.upload_secret,
    SEGUE_MAX_UPLOAD_BYTES: String(await largestUpload(environment['TRANSCODER_ENGINE'])),
    USER_DATABASE_URL: urls.get('user'),
    USER_SIGNING_KEY_FILES: secrets.token_key_file,
    CATALOG_DATABASE_URL: urls.get('catalog'),
    PLAYLIST_DATABASE_URL: urls.get('playlist'),
    SEARCH_DATABASE_URL: urls.get('search'),
    PLAYBACK_AUTH_DATABASE_URL: urls.get('playback_auth'),
    PLAYBACK_AUTH_SIGNING_KEY_FILE: secrets.grant_key_file,
    PLAYBACK_AUTH_KEY_PAIR_ID: key_pair_id,
    TRANSCODER_DATABASE_URL: urls.get('transcoder'),
    TRANSCODER_WORK_DIR: join(dataDir, 'transcoding'),
    EDGE_GRANT_KEYS: JSON.stringify({ [key_pair_id]: secrets.grant_public_key_pem }),
    ...(parts ?? (await embeddedParts(settings, database))),
    ...environment,
  }
}

/** A database more and a folder. */
async function embeddedParts({ dataDir }: PlatformSettings, database: Provisioning): Promise<Environment> {
  const objects = join(dataDir, 'objects')
  mkdirSync(objects, { recursive: true, mode: 0o700 })
  return {
    SEGUE_BUS_URL: await database.provision('bus'),
    SEGUE_CACHE_URL: 'memory:',
    SEGUE_OBJECT_STORE_URL: pathToFileURL(objects).href,
    SEARCH_INDEX_URL: await database.provision('search'),
  }
}

/** The WebAssembly engine holds the whole file in memory. */
async function largestUpload(setting: string | undefined): Promise<number> {
  const isWasm = setting === 'wasm' || (setting !== 'native' && (await chooseEngine('auto')).name === 'wasm')
  return isWasm ? 256 * 1024 ** 2 : 1024 ** 3
}

const ours = /^(SEGUE|USER|CATALOG|PLAYLIST|SEARCH|PLAYBACK_AUTH|TRANSCODER|EDGE|GATEWAY)_/

/** Keeps the settings where `npx nx run catalog:serve` finds them; readable by this user alone, and without the administrator's password. */
export function writeEnvironmentFile(dataDir: string, environment: Environment): void {
  const lines = Object.entries(environment).flatMap(([name, value]) => (value !== undefined && ours.test(name) && !name.startsWith('SEGUE_ADMIN_') ? [`${name}=${quoted(value)}\n`] : []))
  writeFileSync(join(dataDir, 'environment'), lines.join(''), { mode: 0o600 })
}

/** In the quotation marks that the value itself does not use: the format has no escapes. */
const quoted = (value: string): string => (["'", '"', '`'].map((mark) => (value.includes(mark) ? null : mark + value + mark)).find((text) => text !== null) ?? JSON.stringify(value))
