-- Moves events from the queue to quarantine.
-- parameters: $1 text[] ids, $2 text[] when each was received; $3 text[] ids, $4 text[] reasons, $5 text[] details, $6 text[] the ids
--             of their objects, comma-separated
-- columns: event_id, type, objects (comma-separated), detail
WITH gone AS (
    DELETE FROM billhook.event_queue q
     USING unnest($1::text[], $2::text[]) AS bad (event_id, received_at)
     WHERE q.received_at = bad.received_at::timestamptz AND q.event_id = bad.event_id
    RETURNING q.event_id, q.created, q.attempts, q.received_at
)
INSERT INTO billhook.event_quarantine (event_id, created, type, reason, detail, object_ids, attempts, received_at)
SELECT g.event_id, g.created, e.type, row.reason, row.detail, string_to_array(row.objects, ','), least(g.attempts, 8), g.received_at
  FROM gone g
  JOIN unnest($3::text[], $4::text[], $5::text[], $6::text[]) AS row (id, reason, detail, objects) ON row.id = g.event_id
  LEFT JOIN billhook.stripe_event e ON e.id = g.event_id AND e.created = g.created
    ON CONFLICT (event_id) DO NOTHING
RETURNING event_id, coalesce(type, ''), array_to_string(object_ids, ','), detail
