-- Ends server processes of the daemons' calls that have waited for the rest of a call longer than any such call may take: their
-- client gave it up behind a network that fell silent, and the rows it locked would stay locked as long as TCP believes in it.
-- The daemon's role can't see its login's other sessions, so the login itself asks, for this statement.
-- parameters: none
-- columns: true for each
WITH as_login AS MATERIALIZED (
    SELECT set_config('role', 'none', true) IS NULL AS never
)
SELECT pg_terminate_backend(a.pid)
  FROM as_login
 CROSS JOIN LATERAL pg_stat_get_activity(CASE WHEN as_login.never THEN 0 END) AS a
 WHERE a.datid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())
   AND a.state <> 'idle' AND a.wait_event = 'ClientRead'
   AND clock_timestamp() - a.state_change > CASE a.application_name WHEN 'billhookd ingest' THEN interval '3.5 s'
                                                                    WHEN 'billhookd projector' THEN interval '4.5 s' END
