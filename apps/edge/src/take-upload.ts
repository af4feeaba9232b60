import type { IncomingMessage } from 'node:http'
import type { UploadReceiver } from '@segue/object-store/uploads'
import { Refusal, type Server } from '@segue/service'

/** A client that sends nothing for so long is gone. */
const silence_ms = 30_000
/** Of a refused upload so much is still read, so that its sender hears the answer instead of a broken line. */
const drained_bytes = 32 * 1024 * 1024

const titles: Readonly<Record<string, string>> = {
  upload_incomplete: 'Fewer bytes came than were declared',
  checksum_mismatch: 'The bytes are not those whose checksum was declared',
  forbidden: 'Nothing can be uploaded here',
  signature_mismatch: 'This is not the request that was signed',
  url_expired: 'The upload URL has expired',
  no_such_upload: 'The upload was completed or aborted',
  method_not_allowed: 'Only PUT is allowed here',
  length_required: 'The length must be declared',
  already_uploaded: 'The object has been uploaded already',
  insufficient_storage: 'There is no space left',
}

/** Takes the signed uploads of a `file://` store, straight from the socket to the disk. */
export function takeUploads(server: Server, receive: UploadReceiver): void {
  void server.register(async (uploads) => {
    uploads.removeAllContentTypeParsers()
    uploads.addContentTypeParser('*', (_request, _body, done) => done(null))
    uploads.all('/uploads/*', { config: { operation: 'take_upload' } }, async (request, reply) => {
      const { raw } = request
      raw.setTimeout(silence_ms, () => raw.destroy())
      const { method = '', url: target = '', headers: sent } = raw
      const answer = await receive({ method, target, headers: sent, body: raw }).catch((error: unknown) => {
        if (raw.destroyed && !raw.complete) return { status: 400, code: 'upload_incomplete' } as const
        throw error
      })
      if ('etag' in answer) return reply.header('etag', answer.etag).header('cache-control', 'no-store').send()
      raw.resume()
      const headers = { ...(answer.status === 405 && { allow: 'PUT' }), ...(isLarge(raw) && { connection: 'close' }) }
      throw new Refusal(answer.code, [answer.status, titles[answer.code] ?? answer.code], { headers })
    })
  })
}

function isLarge({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > drained_bytes
}
