-- What the health report and the gauges say; bounded, however long the queue is.
-- parameters: $1 bigint, where to look from (waiting_events)
-- columns: read_only (a standby, or set so), queue_depth (at most 100000), oldest_seconds, next_from (bigint), quarantined (at most
--          100000), last_event_at (milliseconds since 1970), amount_unknown, status_unknown, gap (objects that have the warning, at
--          most 100000)
SELECT current_setting('transaction_read_only') = 'on' AS read_only,
       waiting.depth AS queue_depth,
       coalesce(extract(epoch FROM clock_timestamp() - waiting.oldest)::bigint, 0) AS oldest_seconds,
       waiting.next_from,
       (SELECT count(*) FROM (SELECT FROM billhook.event_quarantine LIMIT 100000) AS held) AS quarantined,
       (SELECT (extract(epoch FROM changed_at) * 1000)::bigint
          FROM billhook.change_seq WHERE area = 'events' AND changed_at > '-infinity') AS last_event_at,
       (SELECT count(*) FROM (SELECT FROM billhook.object_warning WHERE warning = 'amount_unknown' LIMIT 100000) AS w) AS amount_unknown,
       (SELECT count(*) FROM (SELECT FROM billhook.object_warning WHERE warning = 'status_unknown' LIMIT 100000) AS w) AS status_unknown,
       (SELECT count(*) FROM (SELECT FROM billhook.object_warning WHERE warning = 'gap' LIMIT 100000) AS w) AS gap
  FROM billhook.waiting_events($1::bigint, 100000) AS waiting
