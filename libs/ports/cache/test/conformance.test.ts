import { adapters } from './adapters.ts'
import { conformance } from './conformance.ts'

for (const adapter of adapters) conformance(adapter)
