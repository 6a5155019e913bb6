-- The standbys of this primary, and how many of them a COMMIT waits for.
-- parameters: none
-- columns: synchronous_standby_names, wanted, synchronous, standbys, hidden (what this login may not see)
SELECT current_setting('synchronous_standby_names'),
       CASE WHEN current_setting('synchronous_standby_names') = '' THEN 0
            ELSE coalesce(substring(current_setting('synchronous_standby_names') FROM '^\D*(\d+)\s*\(')::int, 1) END,
       count(*) FILTER (WHERE sync_state IN ('sync', 'quorum')),
       count(*),
       count(*) FILTER (WHERE state IS NULL)
  FROM pg_catalog.pg_stat_replication
