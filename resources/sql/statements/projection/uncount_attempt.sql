-- Takes back a try that the database, not the event, has spoilt.
-- parameters: $1 text, the event's id; $2 text, when it was received
-- columns: none
UPDATE billhook.event_queue
   SET attempts = greatest(attempts - 1, 0)
 WHERE event_id = $1::text AND received_at = $2::timestamptz
