-- Quarantined events whose bytes are stored as an event: the others were never to be projected.
-- parameters: none
-- columns: event_id
SELECT q.event_id
  FROM billhook.event_quarantine q
  JOIN billhook.stripe_event e ON e.id = q.event_id AND e.created = q.created
 WHERE q.reason IN ('unreadable', 'failed')
 ORDER BY q.received_at, q.event_id
