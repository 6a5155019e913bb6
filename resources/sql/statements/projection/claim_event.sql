-- One event for a try of its own, unless somebody else has it.
-- parameters: $1 text, the event's id
-- columns: event_id, payload, received_at (microseconds since 1970)
WITH claimed AS MATERIALIZED (
    SELECT q.event_id, q.created, q.received_at
      FROM billhook.event_queue q
     WHERE q.event_id = $1::text
       FOR UPDATE SKIP LOCKED
)
SELECT c.event_id, e.payload, (extract(epoch FROM c.received_at) * 1000000)::bigint AS received_at
  FROM claimed c
 CROSS JOIN LATERAL (SELECT s.payload FROM billhook.stripe_event s
                      WHERE s.id = c.event_id AND s.created = c.created OFFSET 0) e
