-- Batches that are being projected: noted before, gone with the batch's effect. A note that nobody has locked is of a batch that
-- lost its program or its connection.
CREATE TABLE billhook.projection_batch (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    started_at timestamptz NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
GRANT SELECT, INSERT, UPDATE, DELETE ON billhook.projection_batch TO billhook_daemon;
