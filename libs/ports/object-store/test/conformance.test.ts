import { adapters } from './adapters.ts'
import { describeObjectStore } from './conformance.ts'

for (const adapter of adapters) describeObjectStore(adapter)
