-- parameters: $1 text[], ids of events whose effect is complete
-- columns: none
DELETE FROM billhook.event_queue WHERE event_id = ANY ($1::text[])
