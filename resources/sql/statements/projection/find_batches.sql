-- Batches that were begun and have not ended. Those that are being worked are locked; one that was begun a moment ago may be
-- about to be.
-- parameters: $1 bigint[], batches known to have been cut off
-- columns: id, whether it was cut off
WITH free AS MATERIALIZED (
    SELECT b.id FROM billhook.projection_batch b
     WHERE b.started_at < clock_timestamp() - interval '1 second' OR b.id = ANY ($1::bigint[])
       FOR UPDATE SKIP LOCKED
)
SELECT b.id, b.id IN (SELECT f.id FROM free f) FROM billhook.projection_batch b
