-- What the window says about itself. The queue is counted to 10,001 at most.
-- parameters: :look_from bigint, where to look from (waiting_events)
-- columns: company, account, livemode, demo, zone, currency, profile, now, last_event (instant, NULL before the first),
--          heartbeat (instant, NULL before the first daemon), queued, oldest_queued (instant), next_from (bigint), rates_day, rates_source, host, database, tls, login, role
SELECT i.company, i.account, i.livemode, i.demo, i.zone, i.currency, i.profile, now() AS now,
       (SELECT c.changed_at FROM billhook.change_seq c WHERE c.area = 'events' AND c.changed_at > '-infinity') AS last_event,
       (SELECT h.beat_at FROM billhook.heartbeat h) AS heartbeat,
       w.depth AS queued, w.oldest AS oldest_queued, w.next_from,
       r.day AS rates_day, r.source AS rates_source,
       coalesce(host(inet_server_addr()), '') AS host, current_database() AS database,
       coalesce((SELECT t.version FROM pg_catalog.pg_stat_ssl t WHERE t.pid = pg_backend_pid() AND t.ssl), '') AS tls,
       session_user AS login, current_user AS role
FROM billhook.installation i
CROSS JOIN LATERAL billhook.waiting_events(CAST(:look_from AS bigint), 10001) w
LEFT JOIN LATERAL (SELECT f.day, f.source FROM billhook.fx_rate f ORDER BY f.day DESC LIMIT 1) r ON true
