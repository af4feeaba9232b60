import { Misconfigured } from '../misconfigured.ts'
import { ConnectionError } from './connection-error.ts'

/** RabbitMQ says why, but amqplib keeps that to itself: mostly 530 NOT_ALLOWED, and also that the broker is about to stop. */
export const CLOSED_INSTEAD_OF_OPENED = /Expected ConnectionOpenOk; got <ConnectionClose/

/** OpenSSL's words, as Node passes them on, of a certificate that nobody it knows vouches for. */
const UNKNOWN_AUTHORITY = /self-signed certificate|unable to (verify the first|get (local )?issuer) certificate/

/** The broker's own words follow its number: "403 (ACCESS-REFUSED) with message "…"", "406 (PRECONDITION-FAILED) …". */
const remedies: readonly (readonly [RegExp, string])[] = [
  [/ACCESS[_-]REFUSED - Login was refused/, 'RabbitMQ knows no such user and password'],
  [CLOSED_INSTEAD_OF_OPENED, 'RabbitMQ has no such virtual host, or this user may not enter it: rabbitmqctl add_vhost, set_permissions'],
  [/ACCESS[_-]REFUSED/, 'The user lacks a permission: it needs configure, write and read on this virtual host'],
  [/PRECONDITION[_-]FAILED - inequivalent arg/, 'It is declared otherwise in RabbitMQ: empty and delete it there, and it is declared anew at the next start'],
  [UNKNOWN_AUTHORITY, 'The certificate of RabbitMQ is of no authority that Node trusts: name a file with yours in NODE_EXTRA_CA_CERTS'],
  [/certificate has expired/, 'The certificate of RabbitMQ has expired'],
  [/does not match certificate's altnames/, 'The certificate of RabbitMQ is for another host than the one in the URL'],
  [/wrong version number/, 'RabbitMQ speaks no TLS at this port: amqp:// instead of amqps://, or another port'],
]

/** `Misconfigured` with what to do when no waiting will cure it; otherwise an error by which its kind is known. */
export function explained(error: unknown, vhost: string): unknown {
  if (!(error instanceof Error)) return error
  const remedy = remedies.find(([pattern]) => pattern.test(error.message))?.[1]
  if (remedy === undefined) return isAnonymous(error) ? new ConnectionError(`RabbitMQ does not answer: ${error.message}`, { cause: error }) : error
  const said = /"(.*)"/s.exec(error.message)?.[1] ?? error.message.trim()
  return new Misconfigured(`${remedy} (virtual host "${vhost}": ${said})`, { cause: error })
}

/** amqplib throws plain errors with a sentence; those of the network have their code, those of a fault in here their name. */
const isAnonymous = (error: Error): boolean => error.name === 'Error' && !('code' in error && typeof error.code === 'string')
