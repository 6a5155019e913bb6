-- One event for a try of its own, unless somebody else has it.
-- parameters: $1 text, the event's id; $2 text, when it was received
-- columns: event_id, payload, received_at, received (the same, in microseconds since 1970), profile (what
--          counts as recurring revenue from here on)
WITH claimed AS MATERIALIZED (
    SELECT q.event_id, q.created, q.received_at
      FROM billhook.event_queue q
     WHERE q.event_id = $1::text AND q.received_at = $2::timestamptz
       FOR UPDATE SKIP LOCKED
)
SELECT c.event_id, e.payload, c.received_at::text, (extract(epoch FROM c.received_at) * 1000000)::bigint AS received,
       (SELECT i.profile FROM billhook.installation i) AS profile
  FROM claimed c
 CROSS JOIN LATERAL (SELECT s.payload FROM billhook.stripe_event s
                      WHERE s.id = c.event_id AND s.created = c.created OFFSET 0) e
