import { writeFileSync } from 'node:fs'
import { dashboards } from './dashboards.ts'

/** Writes the dashboards where Grafana's provisioning finds them: `node infra/observability/src/write-dashboards.ts`. */
for (const [file, content] of Object.entries(dashboards)) {
  writeFileSync(new URL(`../grafana/dashboards/${file}`, import.meta.url), `${JSON.stringify(content, null, 2)}\n`)
}
