-- The events behind one object.
-- parameters: $1 text, the object's id
-- columns: event_id
SELECT f.event_id FROM billhook.object_fact f WHERE f.object_id = $1::text AND f.fact_kind <> 8 ORDER BY f.event_id
