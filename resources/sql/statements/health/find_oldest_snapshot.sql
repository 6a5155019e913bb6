-- How long ago the oldest transaction that holds back vacuum began. The group sees no other login's sessions, the login itself may;
-- nothing but the server's own functions is asked meanwhile, which a login that inherits nothing may ask, too.
-- parameters: none
-- columns: snapshot_seconds
WITH as_login AS MATERIALIZED (
    SELECT set_config('role', 'none', true) IS NULL AS never
)
SELECT coalesce(extract(epoch FROM max(clock_timestamp() - a.xact_start))::bigint, 0) AS snapshot_seconds
  FROM as_login
 CROSS JOIN LATERAL pg_stat_get_activity(CASE WHEN as_login.never THEN 0 END) AS a
 WHERE a.backend_xmin IS NOT NULL
