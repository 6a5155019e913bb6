-- Tells the desktops what to read again.
-- parameters: $1 areas text[]
-- columns: none
WITH raised AS (
    INSERT INTO billhook.change_seq AS known (area, seq, changed_at)
    SELECT area, 1, now() FROM unnest($1::text[]) AS changed (area) ORDER BY area
    ON CONFLICT (area) DO UPDATE SET seq = known.seq + 1, changed_at = now()
    RETURNING area, seq
)
SELECT pg_notify('billhook_changed', json_build_object('seq', max(raised.seq), 'areas', json_agg(raised.area))::text)
  FROM raised
