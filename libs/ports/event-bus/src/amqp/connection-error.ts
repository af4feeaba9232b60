/** RabbitMQ is away, hangs or takes nothing for now: waiting may help. Known by its name, as those of other clients are. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
}
