-- Takes an event that has been projected out of quarantine and off the queue.
-- parameters: $1 text, the event's id
-- columns: the ids of the objects it was about, comma-separated; nothing when it was not in quarantine
WITH queued AS (
    DELETE FROM billhook.event_queue q
     USING billhook.stripe_event e
     WHERE e.id = $1::text AND q.received_at = e.received_at AND q.event_id = e.id
)
DELETE FROM billhook.event_quarantine q WHERE q.event_id = $1::text
RETURNING array_to_string(q.object_ids, ',')
