-- Why one event is in quarantine.
-- parameters: $1 text, the event's id
-- columns: reason, detail, since (UTC)
SELECT q.reason, q.detail, to_char(q.quarantined_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"')
  FROM billhook.event_quarantine q WHERE q.event_id = $1::text
