import { expect, test } from 'vitest'
import { explained } from './explained.ts'

/** As amqplib and RabbitMQ 3.10 word them. */
test.for([
  [
    'Handshake terminated by server: 403 (ACCESS-REFUSED) with message "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN."',
    'Misconfigured',
    'RabbitMQ knows no such user and password (virtual host "segue": ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN.)',
  ],
  [
    `Operation failed: QueueDeclare; 403 (ACCESS-REFUSED) with message "ACCESS_REFUSED - access to queue 'segue.user' refused for user 'x'"`,
    'Misconfigured',
    'it needs configure, write and read',
  ],
  ['Expected ConnectionOpenOk; got <ConnectionClose channel:0>', 'Misconfigured', 'no such virtual host'],
  [
    `Operation failed: QueueDeclare; 406 (PRECONDITION-FAILED) with message "PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue 'q'"`,
    'Misconfigured',
    `inequivalent arg 'x-queue-type' for queue 'q'`,
  ],
  ['unable to get local issuer certificate; if the root CA is installed locally, try running Node.js with --use-system-ca', 'Misconfigured', 'NODE_EXTRA_CA_CERTS'],
  ['unable to verify the first certificate', 'Misconfigured', 'NODE_EXTRA_CA_CERTS'],
  ['certificate has expired', 'Misconfigured', 'has expired'],
  [`Hostname/IP does not match certificate's altnames: Host: mq. is not in the cert's altnames: DNS:localhost`, 'Misconfigured', 'another host than the one in the URL'],
  ['connect ETIMEDOUT', 'ConnectionError', 'RabbitMQ does not answer: connect ETIMEDOUT'],
  ['Connection closed: 320 (CONNECTION-FORCED) with message "broker forced connection closure"', 'ConnectionError', 'CONNECTION-FORCED'],
] as const)('%s', ([said, name, message]) => {
  expect(explained(new Error(said), 'segue')).toMatchObject({ name, message: expect.stringContaining(message), cause: { message: said } })
})

test('the network\'s own errors and faults of ours stay what they are', () => {
  for (const error of [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), new TypeError('x is not a function')]) {
    expect(explained(error, 'segue')).toBe(error)
  }
})
