-- What the window says about itself. The queue is counted to 10,001 at most.
-- parameters: none
-- columns: company, account, livemode, demo, zone, currency, profile, now, last_event (instant, NULL before the first),
--          queued, oldest_queued (instant), rates_day, rates_source, host, database, tls, login, role
SELECT i.company, i.account, i.livemode, i.demo, i.zone, i.currency, i.profile, now() AS now,
       (SELECT c.changed_at FROM billhook.change_seq c WHERE c.area = 'events' AND c.changed_at > '-infinity') AS last_event,
       (SELECT count(*) FROM (SELECT 1 FROM billhook.event_queue LIMIT 10001) q) AS queued,
       (SELECT q.received_at FROM billhook.event_queue q ORDER BY q.next_attempt_at, q.received_at LIMIT 1) AS oldest_queued,
       r.day AS rates_day, r.source AS rates_source,
       coalesce(host(inet_server_addr()), '') AS host, current_database() AS database,
       coalesce((SELECT t.version FROM pg_catalog.pg_stat_ssl t WHERE t.pid = pg_backend_pid() AND t.ssl), '') AS tls,
       session_user AS login, current_user AS role
FROM billhook.installation i
LEFT JOIN LATERAL (SELECT f.day, f.source FROM billhook.fx_rate f ORDER BY f.day DESC LIMIT 1) r ON true
