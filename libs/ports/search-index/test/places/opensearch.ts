import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import type { Adapter, Place } from '../adapters.ts'

export const openSearch: Adapter = { name: 'opensearch', place, fillDisk, diskIsFull: /read-only/ }

/** A prefix of its own on the run's server; disposing drops its indices and templates. */
export async function place(): Promise<Place> {
  const node = inject('opensearchUrl')
  const prefix = `test_${randomBytes(8).toString('hex')}`
  return {
    url: `${node}/${prefix}`,
    async [Symbol.asyncDispose]() {
      const indices = await request(`${node}/${prefix}*`, 'GET')
      const names = Object.keys(JSON.parse(indices))
      if (names.length > 0) await request(`${node}/${names.join()}`, 'DELETE')
      await request(`${node}/_index_template/${prefix}*`, 'DELETE')
    },
  }
}

/** The block that OpenSearch itself puts on every index of a node whose disk is full. */
async function fillDisk(url: string): Promise<AsyncDisposable> {
  const block = (isFull: true | null) => request(`${url}/_settings`, 'PUT', { 'index.blocks.read_only_allow_delete': isFull })
  await block(true)
  return { [Symbol.asyncDispose]: async () => void (await block(null)) }
}

export async function request(url: string, method: string, body?: object): Promise<string> {
  const json = { 'content-type': 'application/json' }
  const response = await fetch(url, { method, ...(body === undefined ? {} : { headers: json, body: JSON.stringify(body) }) })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${url}: ${text}`)
  return text
}
