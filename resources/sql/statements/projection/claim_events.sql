-- First tries, oldest first, and the end of the batch's note. The payload is looked up row by row, in the partition of its month.
-- A batch counts bytes, too: the one that crosses 4 MiB is the last.
-- parameters: $1 bigint, how many at most; $2 bigint, the instant to look from, in microseconds since 1970; $3 bigint, the
--             batch's note
-- columns: event_id, payload, received_at, received (the same, in microseconds since 1970), profile (what
--          counts as recurring revenue from here on)
WITH begun AS (
    DELETE FROM billhook.projection_batch WHERE id = $3::bigint
), claimed AS MATERIALIZED (
    SELECT q.event_id, q.created, q.received_at
      FROM billhook.event_queue q
     WHERE q.next_attempt_at = '-infinity'
       AND q.received_at >= 'epoch'::timestamptz + $2::bigint * interval '1 microsecond'
     ORDER BY q.received_at
     LIMIT $1::bigint
       FOR UPDATE SKIP LOCKED
), sized AS (
    SELECT c.event_id, e.payload, c.received_at,
           sum(octet_length(e.payload)) OVER (ORDER BY c.received_at ROWS UNBOUNDED PRECEDING)::bigint - octet_length(e.payload) AS before
      FROM claimed c
     CROSS JOIN LATERAL (SELECT s.payload FROM billhook.stripe_event s
                          WHERE s.id = c.event_id AND s.created = c.created OFFSET 0) e
)
SELECT s.event_id, s.payload, s.received_at::text, (extract(epoch FROM s.received_at) * 1000000)::bigint AS received,
       (SELECT i.profile FROM billhook.installation i) AS profile
  FROM sized s
 WHERE s.before < 4194304
 ORDER BY s.received_at
