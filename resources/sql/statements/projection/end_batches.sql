-- The notes of batches whose events were tried alone instead.
-- parameters: $1 bigint[]
-- columns: nothing of use
WITH gone AS (
    DELETE FROM billhook.projection_batch WHERE id = ANY ($1::bigint[])
)
SELECT set_config('synchronous_commit', 'off', true)
