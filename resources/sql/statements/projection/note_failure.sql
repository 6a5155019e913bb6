-- Why the last try failed.
-- parameters: $1 text, the event's id; $2 text, when it was received; $3 text
-- columns: none
UPDATE billhook.event_queue SET last_error = $3::text
 WHERE event_id = $1::text AND received_at = $2::timestamptz
