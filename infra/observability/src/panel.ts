export interface Query {
  readonly expr: string
  /** Names a line: `{{service}}`. */
  readonly legend: string
}

export interface PanelWish {
  readonly title: string
  /** What to make of it, shown behind the title. */
  readonly description?: string
  readonly unit?: 's' | 'percentunit' | 'reqps' | 'Bps' | 'short' | 'ops'
  readonly queries: readonly Query[]
  /** A line that should not be crossed. */
  readonly limit?: number
}

export interface DashboardWish {
  readonly uid: string
  readonly title: string
  readonly panels: readonly PanelWish[]
}

const columns = 24
const [width, height] = [8, 8]
const datasource = { type: 'prometheus', uid: 'prometheus' }

/** A dashboard as Grafana provisions it: panels of one size, three in a row. */
export const dashboard = ({ uid, title, panels }: DashboardWish) => ({
  uid: `segue-${uid}`,
  title: `Segue · ${title}`,
  tags: ['segue'],
  schemaVersion: 39,
  editable: false,
  refresh: '30s',
  time: { from: 'now-3h', to: 'now' },
  timezone: 'browser',
  links: [{ type: 'dashboards', tags: ['segue'], title: 'Segue', asDropdown: false, keepTime: true }],
  panels: panels.map((panel, place) => ({ id: place + 1, gridPos: positionOf(place), ...timeSeries(panel) })),
})

function positionOf(place: number) {
  const perRow = columns / width
  return { w: width, h: height, x: (place % perRow) * width, y: Math.floor(place / perRow) * height }
}

const timeSeries = ({ title, description = '', unit = 'short', queries, limit }: PanelWish) => ({
  type: 'timeseries',
  title,
  description,
  datasource,
  fieldConfig: {
    defaults: {
      unit,
      min: 0,
      custom: { lineWidth: 1, fillOpacity: 8, showPoints: 'never', ...(limit === undefined ? {} : { thresholdsStyle: { mode: 'line' } }) },
      ...(limit === undefined ? {} : { thresholds: { mode: 'absolute', steps: [{ color: 'green', value: null }, { color: 'red', value: limit }] } }),
    },
    overrides: [],
  },
  options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
  targets: queries.map(({ expr, legend }, place) => ({ refId: String.fromCodePoint(65 + place), datasource, expr, legendFormat: legend })),
})
