import { dashboard, type PanelWish } from './panel.ts'

const one = (title: string, expr: string, legend: string, rest: Omit<PanelWish, 'title' | 'queries'> = {}): PanelWish =>
  ({ title, queries: [{ expr, legend }], ...rest })

const p99 = (filter: string, by = 'operation') =>
  `histogram_quantile(0.99, sum by (${by}, le) (rate(http_request_duration_seconds_bucket{${filter}}[5m])))`

/** The dashboards by file name. What they ask is checked against what the processes tell. */
export const dashboards = {
  'overview.json': dashboard({
    uid: 'overview',
    title: 'overview',
    panels: [
      one('Requests', 'service:http_requests:rate5m', '{{service}}', { unit: 'reqps' }),
      one('Failed', 'service:http_failures:ratio5m', '{{service}}', { unit: 'percentunit', limit: 0.001, description: '5xx. The promise is one in a thousand at most.' }),
      one('Slowest of a hundred', p99('operation!="streamSongEvents"', 'service'), '{{service}}', { unit: 's' }),
      one('Faults by cause', 'sum by (service, group) (increase(faults_total[5m]))', '{{service}} {{group}}', { description: 'Errors that nobody foresaw. The log has the stack of the first of each group.' }),
      one('What a service needs', 'min by (service, dependency) (dependency_up)', '{{service}} → {{dependency}}', { description: '1 answers, 0 does not' }),
      one('Processes', 'sum by (job) (up)', '{{job}}'),
      one('Load as told to the balancer', 'max by (service, instance) (load_ratio)', '{{service}} {{instance}}', { unit: 'percentunit', limit: 0.9 }),
      one('CPU', 'sum by (job) (rate(process_cpu_seconds_total[5m]))', '{{job}}', { unit: 'percentunit', description: 'Of one core' }),
      one('Event loop, slowest of a hundred', 'max by (job) (nodejs_eventloop_lag_p99_seconds)', '{{job}}', { unit: 's' }),
      one('Memory', 'sum by (job) (process_resident_memory_bytes)', '{{job}}'),
      one('Database connections in use', 'max by (service, role) (database_pool_in_use / database_pool_size)', '{{service}} {{role}}', { unit: 'percentunit', limit: 0.9 }),
      one('Waiting for a connection', 'sum by (service) (database_pool_waiting)', '{{service}}'),
      {
        title: 'Cache',
        unit: 'percentunit',
        description: 'Hits among the lookups. Failures: commands that Redis did not answer, a second',
        queries: [
          { expr: 'namespace:cache_hits:ratio5m', legend: '{{namespace}}' },
          { expr: 'sum by (namespace) (rate(cache_failures_total[5m]))', legend: '{{namespace}} failures' },
        ],
      },
      one('Releases', 'count by (service, release) (release_info)', '{{service}} {{release}}'),
      one('Spans lost', 'sum by (outcome) (rate(spans_exported_total[5m]))', '{{outcome}}', { unit: 'ops' }),
    ],
  }),
  'playback.json': dashboard({
    uid: 'playback',
    title: 'playback',
    panels: [
      one('Grants', 'sum by (max_bitrate_kbps) (rate(grants_issued_total[5m]))', '{{max_bitrate_kbps}} kbps', { unit: 'ops' }),
      {
        title: 'Time to a grant',
        unit: 's',
        limit: 0.25,
        queries: [
          { expr: 'operation:http_request_duration_seconds:p99_5m{service="playback-auth", operation="getSong"}', legend: 'service, p99' },
          { expr: 'operation:http_request_duration_seconds:p99_5m{service="gateway", operation="getSong"}', legend: 'through the gateway, p99' },
        ],
      },
      one('Answers', 'sum by (status) (rate(http_request_duration_seconds_count{service="playback-auth"}[5m]))', '{{status}}', { unit: 'reqps' }),
      one('Play events', 'sum(rate(http_request_duration_seconds_count{service="playback-auth", operation="recordPlayback"}[5m]))', 'batches', { unit: 'reqps' }),
      one('Listening now', 'sum(media_streams)', 'listeners', { description: 'Grants seen at the edges in the last 30 s' }),
      one('What waits for playback-auth', 'max(event_backlog_oldest_seconds{consumer="playback-auth"})', 'oldest', { unit: 's', limit: 60 }),
    ],
  }),
  'uploads.json': dashboard({
    uid: 'uploads',
    title: 'uploads',
    panels: [
      one('Completed uploads', 'sum by (status) (rate(http_request_duration_seconds_count{service="catalog", operation="completeUpload"}[5m]))', '{{status}}', { unit: 'reqps' }),
      {
        title: 'Queue',
        queries: [
          { expr: 'max(transcode_jobs_waiting)', legend: 'waiting' },
          { expr: 'max(transcode_jobs_running)', legend: 'running' },
        ],
      },
      one('Longest wait', 'max(transcode_queue_oldest_seconds)', 'oldest', { unit: 's', limit: 600 }),
      one('Time of a job', 'histogram_quantile(0.9, sum by (le) (rate(transcode_job_duration_seconds_bucket{outcome="done"}[30m])))', 'p90', { unit: 's' }),
      one('Jobs by ending', 'sum by (outcome) (rate(transcode_job_duration_seconds_count[5m]))', '{{outcome}}', { unit: 'ops', description: 'interrupted: a stop, a lost lease, or a part out of reach; the job comes again' }),
      one('Refused files', 'sum by (code) (increase(transcode_rejections_total[1h]))', '{{code}}'),
      one('Index behind', 'max(search_index_lag_seconds)', 'lag', { unit: 's', limit: 5 }),
    ],
  }),
  'messaging.json': dashboard({
    uid: 'messaging',
    title: 'messaging',
    panels: [
      one('Waiting', 'max by (consumer) (event_backlog_waiting)', '{{consumer}}'),
      one('Oldest that waits', 'max by (consumer) (event_backlog_oldest_seconds)', '{{consumer}}', { unit: 's', limit: 60 }),
      one('Dead letters', 'max by (consumer) (event_backlog_dead)', '{{consumer}}', { limit: 1, description: 'docs/operations/dead-letters.md' }),
      one('Outbox', 'max by (job) (outbox_waiting)', '{{job}}', { description: 'Committed and not published yet' }),
      one('Oldest in an outbox', 'max by (job) (outbox_oldest_seconds)', '{{job}}', { unit: 's', limit: 30 }),
      one('Published', 'sum by (job) (rate(outbox_published_total[5m]))', '{{job}}', { unit: 'ops' }),
      one('Relay failures', 'sum by (job) (rate(outbox_relay_failures_total[5m]))', '{{job}}', { unit: 'ops' }),
      one('Reactions', 'sum by (consumer, outcome) (rate(reaction_duration_seconds_count[5m]))', '{{consumer}} {{outcome}}', { unit: 'ops' }),
      one('Time of a reaction', 'histogram_quantile(0.99, sum by (consumer, le) (rate(reaction_duration_seconds_bucket[5m])))', '{{consumer}} p99', { unit: 's' }),
      one('RabbitMQ queues', 'sum by (queue) (rabbitmq_queue_messages_ready)', '{{queue}}'),
    ],
  }),
  'edge.json': dashboard({
    uid: 'edge',
    title: 'edge',
    panels: [
      one('Answers', 'sum by (status) (rate(media_answers_total[5m]))', '{{status}}', { unit: 'reqps' }),
      one('Bytes', 'sum by (instance) (rate(media_bytes_total[5m]))', '{{instance}}', { unit: 'Bps' }),
      one('Listening now', 'sum by (instance) (media_streams)', '{{instance}}'),
      one('Found in memory', 'edge:media_memory_hits:ratio5m', 'hits', { unit: 'percentunit' }),
      one('Failed', 'edge:media_failures:ratio5m', '5xx', { unit: 'percentunit', limit: 0.001 }),
      one('Load', 'max by (instance, measure) (load_ratio{service="edge"})', '{{instance}} {{measure}}', { unit: 'percentunit', limit: 0.9 }),
    ],
  }),
}
