import * as catalog from '@segue/catalog'
import * as edge from '@segue/edge'
import * as gateway from '@segue/gateway'
import * as playbackAuth from '@segue/playback-auth'
import * as playlist from '@segue/playlist'
import * as search from '@segue/search'
import type { Environment } from '@segue/service'
import * as transcoder from '@segue/transcoder'
import * as user from '@segue/user'

/** The lines of what `load` throws; none when it doesn't. */
export function problemsOf(load: () => unknown): readonly string[] {
  try {
    load()
    return []
  } catch (error) {
    return error instanceof Error ? error.message.split('\n') : [String(error)]
  }
}

/** What the services don't like about variables that are set; what is missing, the start adds. */
export function serviceProblems(environment: Environment): readonly string[] {
  return [user, catalog, playlist, search, playbackAuth, transcoder, edge, gateway]
    .flatMap(({ config }) => problemsOf(() => config.load(environment)))
    .filter((problem) => environment[variableIn(problem)] !== undefined)
}

/** A problem begins with the name of its variable. */
export const variableIn = (problem: string): string => problem.split(' ', 1)[0] ?? problem
