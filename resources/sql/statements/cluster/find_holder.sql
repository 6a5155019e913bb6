-- Whom a session waits for, in words. Of a session that is not ours to see the server tells little.
-- parameters: $1 bigint, the waiting session's process
-- columns: told
SELECT format('waiting for a lock of another program: session %s%s%s, since %s; to end it: SELECT pg_terminate_backend(%s)',
              holder.pid, ' of ' || holder.usename, ' (' || nullif(holder.application_name, '') || ')',
              coalesce(to_char(holder.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'a time that is not told'),
              holder.pid) AS told
  FROM pg_catalog.pg_stat_activity holder
 WHERE holder.pid = ANY (pg_catalog.pg_blocking_pids($1::bigint::integer))
 ORDER BY holder.xact_start NULLS LAST
 LIMIT 1
