-- What figures leave out or may have wrong: the number of each kind, then the newest of it.
-- parameters: none
-- columns: one sentence each
WITH ranked AS (
    SELECT w.object_id, w.warning, w.customer_id, w.detail, w.known_at,
           row_number() OVER (PARTITION BY w.warning ORDER BY w.known_at DESC, w.object_kind, w.object_id) AS place,
           count(*) OVER (PARTITION BY w.warning) AS total
      FROM billhook.object_warning w
)
SELECT CASE r.warning
           WHEN 'amount_unknown' THEN format('the amount of %s (%s) is not known: it waits for %s', r.object_id, r.customer_id,
               coalesce(nullif(r.detail, ''), 'what its price leaves out'))
           WHEN 'status_unknown' THEN format('what status %s of %s (%s) counts for is not known', r.detail, r.object_id, r.customer_id)
           ELSE format('an event of %s may be missing before %s', r.object_id, r.detail)
       END || CASE WHEN r.place = 1 AND r.total > 1 THEN format(' (one of %s)', r.total) ELSE '' END
  FROM ranked r
 WHERE r.place <= 50
 ORDER BY r.warning, r.place
