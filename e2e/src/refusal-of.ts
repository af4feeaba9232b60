import { ApiProblem } from '@segue/api-client'

/** The problem that a call ends with: `status`, `code` and what else it says. A call that succeeds fails the test. */
export async function refusalOf(call: Promise<unknown>): Promise<ApiProblem> {
  let answer: unknown
  try {
    answer = await call
  } catch (error) {
    if (error instanceof ApiProblem) return error
    throw error
  }
  throw new Error(`not refused: ${JSON.stringify(answer)}`)
}
