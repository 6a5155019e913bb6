-- First tries, oldest first. The payload is looked up row by row, in the partition of its month.
-- parameters: $1 bigint, how many at most
-- columns: event_id, payload
WITH claimed AS MATERIALIZED (
    SELECT q.event_id, q.created, q.received_at
      FROM billhook.event_queue q
     WHERE q.next_attempt_at = '-infinity'
     ORDER BY q.received_at
     LIMIT $1::bigint
       FOR UPDATE SKIP LOCKED
)
SELECT c.event_id, e.payload
  FROM claimed c
 CROSS JOIN LATERAL (SELECT s.payload FROM billhook.stripe_event s
                      WHERE s.id = c.event_id AND s.created = c.created OFFSET 0) e
 ORDER BY c.received_at
