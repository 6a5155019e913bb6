-- The last sign of life of any daemon that serves: desktops reach only the database, and must not call figures live that nobody
-- keeps up to date. One row, rewritten in place.
CREATE TABLE billhook.heartbeat (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    beat_at timestamptz NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0);

GRANT SELECT ON billhook.heartbeat TO billhook_daemon, billhook_finance, billhook_admin;
GRANT INSERT, UPDATE ON billhook.heartbeat TO billhook_daemon;
