-- Server facts that decide whether data is safe here.
-- parameters: none
-- columns: server_version_num, encoding, fsync, full_page_writes, synchronous_commit, in_recovery, clock (UTC microseconds),
--          max_connections, reserved, used
SELECT current_setting('server_version_num')::int,
       pg_catalog.pg_encoding_to_char(d.encoding),
       current_setting('fsync'),
       current_setting('full_page_writes'),
       current_setting('synchronous_commit'),
       pg_catalog.pg_is_in_recovery(),
       (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
       current_setting('max_connections')::bigint,
       current_setting('superuser_reserved_connections')::bigint,
       (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend')
  FROM pg_catalog.pg_database d
 WHERE d.datname = current_database()
