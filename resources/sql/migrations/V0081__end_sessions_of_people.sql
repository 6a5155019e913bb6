-- Limits that protect others rest on no setting that a person's session could change: the daemon looks every second and ends
-- what is over them. The owner asks and ends, for which it is a member of pg_read_all_stats and pg_signal_backend (migrate
-- sees to it); the daemon may do no more than call this.

-- Whether a login is a person's or a directory's and nothing else: no superuser (a member of everything), daemon or owner.
CREATE FUNCTION billhook.is_bounded(login oid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT (pg_has_role(login, 'billhook_finance', 'MEMBER') OR pg_has_role(login, 'billhook_admin', 'MEMBER')
            OR pg_has_role(login, 'billhook_directory', 'MEMBER'))
       AND NOT pg_has_role(login, 'billhook_daemon', 'MEMBER') AND NOT pg_has_role(login, 'billhook_owner', 'MEMBER')
$$;
REVOKE EXECUTE ON FUNCTION billhook.is_bounded(oid) FROM PUBLIC;

-- Why each is ended: it keeps others waiting, has paused within a transaction, holds more locks than any program of ours takes
-- (the server has room for so many, for all), or a statement or transaction of it takes too long. An import's may be longer.
-- Where somebody has taken all the room, nothing that belongs to the whole server can be locked: no view, no catalog of roles
-- or databases is read here, and what the functions look up was looked up a second ago.
CREATE FUNCTION billhook.end_sessions() RETURNS TABLE (login text, program text, reason text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH bounded AS MATERIALIZED (
        SELECT a.pid, a.usesysid, a.application_name, a.state, a.wait_event_type, a.query_start, a.state_change, a.xact_start,
               pg_has_role(a.usesysid, 'billhook_directory', 'MEMBER') AS patient
          FROM pg_stat_get_activity(NULL) a
         WHERE a.datid = (SELECT mine.datid FROM pg_stat_get_activity(pg_backend_pid()) mine) AND billhook.is_bounded(a.usesysid)
    ), locks AS MATERIALIZED (
        SELECT l.pid, l.granted, l.waitstart FROM pg_lock_status() l WHERE EXISTS (SELECT FROM bounded)
    ), held AS MATERIALIZED (
        SELECT l.pid, count(*) AS count FROM locks l GROUP BY l.pid
    ), blocking AS MATERIALIZED (
        SELECT unnest(pg_blocking_pids(l.pid)) AS pid FROM locks l
         WHERE NOT l.granted AND l.waitstart < clock_timestamp() - interval '1 s'
    ), judged AS MATERIALIZED (
        SELECT b.pid, b.usesysid, b.application_name,
               CASE WHEN (SELECT h.count FROM held h WHERE h.pid = b.pid) > 500 THEN 'many_locks'
                    WHEN b.pid IN (SELECT g.pid FROM blocking g) AND b.wait_event_type IS DISTINCT FROM 'Lock' THEN 'blocks_others'
                    WHEN b.state LIKE 'idle in transaction%' AND b.state_change < clock_timestamp() - interval '12 s' THEN 'paused'
                    WHEN b.state NOT LIKE 'idle%'
                         AND b.query_start < clock_timestamp() - CASE WHEN b.patient THEN interval '5 min' ELSE interval '20 s' END
                         THEN 'long_statement'
                    WHEN b.state <> 'idle'
                         AND b.xact_start < clock_timestamp() - CASE WHEN b.patient THEN interval '10 min' ELSE interval '60 s' END
                         THEN 'long_transaction' END AS why
          FROM bounded b
    )
    SELECT pg_get_userbyid(judged.usesysid)::text, judged.application_name, judged.why
      FROM judged WHERE judged.why IS NOT NULL AND pg_terminate_backend(judged.pid)
$$;
REVOKE EXECUTE ON FUNCTION billhook.end_sessions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billhook.end_sessions() TO billhook_daemon;
