import type { TestProject } from 'vitest/node'

/** The run's OpenSearch, once for all files. */
export async function setup(_project: TestProject): Promise<void> {}
