-- parameters: $1 text[], ids of events whose effect is complete; $2 text[], when each was received
-- columns: none
DELETE FROM billhook.event_queue q
 USING unnest($1::text[], $2::text[]) AS done (event_id, received_at)
 WHERE q.received_at = done.received_at::timestamptz AND q.event_id = done.event_id
