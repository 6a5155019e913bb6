-- Counts a try before it is made, so that a try that kills the program counts too, and puts the next one off:
-- 1 s doubling to 60 s, with up to a quarter of jitter.
-- parameters: $1 text, the event's id; $2 text, when it was received
-- columns: attempts, with this one; nothing when the event is gone or somebody else has it
UPDATE billhook.event_queue q
   SET attempts = q.attempts + 1,
       next_attempt_at = clock_timestamp() + least(60, power(2, q.attempts)) * (1 + random() / 4) * interval '1 second'
 WHERE q.event_id = (SELECT c.event_id FROM billhook.event_queue c
                      WHERE c.event_id = $1::text AND c.received_at = $2::timestamptz FOR UPDATE SKIP LOCKED)
   AND q.received_at = $2::timestamptz
RETURNING q.attempts
