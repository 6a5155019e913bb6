-- The oldest first tries.
-- parameters: $1 bigint, how many at most
-- columns: event_id
SELECT q.event_id
  FROM billhook.event_queue q
 WHERE q.next_attempt_at = '-infinity'
 ORDER BY q.received_at
 LIMIT $1::bigint
