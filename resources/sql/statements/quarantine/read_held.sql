-- One event in quarantine, with its bytes.
-- parameters: :id text
-- columns: event_id, type, reason, detail, attempts, objects (comma-separated), received_at, quarantined_at, payload
SELECT q.event_id, coalesce(q.type, '') AS type, q.reason, q.detail, q.attempts, array_to_string(q.object_ids, ',') AS objects,
       q.received_at, q.quarantined_at, coalesce(q.payload, e.payload, '') AS payload
  FROM billhook.event_quarantine q
  LEFT JOIN billhook.stripe_event e ON e.id = q.event_id AND e.created = q.created
 WHERE q.event_id = :id
