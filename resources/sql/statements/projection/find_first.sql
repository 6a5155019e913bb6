-- The oldest first tries.
-- parameters: $1 bigint, how many at most
-- columns: event_id, received_at
SELECT q.event_id, q.received_at::text
  FROM billhook.event_queue q
 WHERE q.next_attempt_at = '-infinity'
 ORDER BY q.received_at
 LIMIT $1::bigint
