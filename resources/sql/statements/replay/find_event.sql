-- One stored event by its id alone.
-- parameters: $1 text, the event's id
-- columns: payload
SELECT e.payload FROM billhook.stripe_event e WHERE e.id = $1::text ORDER BY e.received_at LIMIT 1
