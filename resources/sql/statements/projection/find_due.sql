-- Events whose next try is due, oldest first.
-- parameters: $1 bigint, how many at most
-- columns: event_id, received_at
SELECT q.event_id, q.received_at::text
  FROM billhook.event_queue q
 WHERE q.next_attempt_at > '-infinity' AND q.next_attempt_at <= clock_timestamp()
 ORDER BY q.next_attempt_at
 LIMIT $1::bigint
