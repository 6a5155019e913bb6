-- Why the last try failed.
-- parameters: $1 text, the event's id; $2 text
-- columns: none
UPDATE billhook.event_queue SET last_error = $2::text WHERE event_id = $1::text
