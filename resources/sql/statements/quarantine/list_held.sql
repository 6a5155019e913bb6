-- What is in quarantine, the oldest first.
-- parameters: none
-- columns: event_id, type, reason, detail, attempts, quarantined_at
SELECT event_id, coalesce(type, '') AS type, reason, left(detail, 200) AS detail, attempts, quarantined_at
  FROM billhook.event_quarantine
 ORDER BY quarantined_at, event_id
 LIMIT 1000
