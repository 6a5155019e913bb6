-- Notes that a batch begins, where there is one. The note goes with the batch's effect; one that stays behind tells that the
-- batch was cut off. Nothing is lost that would need the disk to be waited for.
-- parameters: $1 text, the instant from which on first tries are looked for
-- columns: id, or no row where nothing waits
INSERT INTO billhook.projection_batch (started_at)
SELECT clock_timestamp()
  FROM set_config('synchronous_commit', 'off', true)
 WHERE EXISTS (SELECT FROM billhook.event_queue q
                WHERE q.next_attempt_at = '-infinity' AND q.received_at >= $1::timestamptz - interval '1 second')
RETURNING id
