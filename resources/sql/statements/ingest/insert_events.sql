-- Stores a batch: facts with their queue rows, and what can't be read in quarantine. Rows are sorted by id.
-- parameters: $1 id text[], $2 type text[], $3 created bigint[] (UTC seconds; NULL = stripe_event_default),
--             $4 api_version text[], $5 payload bytea[], $6 quarantine reason text[] (NULL = to the queue)
-- columns: id, quarantined: what was new
WITH incoming AS MATERIALIZED (
    SELECT id, type, coalesce(to_timestamp(created), '-infinity') AS created, api_version, payload, reason
      FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::bytea[], $6::text[])
           AS row (id, type, created, api_version, payload, reason)
), stored AS (
    INSERT INTO billhook.stripe_event (id, created, type, api_version, payload)
    SELECT id, created, type, api_version, payload FROM incoming WHERE reason IS NULL
    ON CONFLICT DO NOTHING
    RETURNING id, created, received_at
), queued AS (
    INSERT INTO billhook.event_queue (event_id, created, received_at)
    SELECT id, created, received_at FROM stored
    ON CONFLICT DO NOTHING
), quarantined AS (
    INSERT INTO billhook.event_quarantine (event_id, type, reason, payload)
    SELECT id, type, reason, payload FROM incoming WHERE reason IS NOT NULL
    ON CONFLICT DO NOTHING
    RETURNING event_id
)
SELECT id, false FROM stored
UNION ALL
SELECT event_id, true FROM quarantined
