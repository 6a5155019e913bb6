-- Rollups and their deltas against the current movements.
-- parameters: none
-- columns: one sentence a difference
WITH kept AS (
    SELECT both_parts.day, both_parts.currency, both_parts.kind, sum(both_parts.amount)::bigint AS amount, sum(both_parts.count)::bigint AS count
      FROM (SELECT r.day, r.currency, r.kind, r.amount, r.count FROM billhook.mrr_rollup r
            UNION ALL
            SELECT d.day, d.currency, d.kind, d.amount, d.count FROM billhook.mrr_rollup_delta d) both_parts
     GROUP BY 1, 2, 3
), counted AS (
    SELECT (m.eff AT TIME ZONE (SELECT i.zone FROM billhook.installation i))::date AS day, m.currency, m.kind,
           sum(m.amount)::bigint AS amount, count(*) AS count
      FROM billhook.mrr_movement m
     WHERE m.known_to IS NULL
     GROUP BY 1, 2, 3
)
SELECT format('rollup of %s %s %s: kept %s in %s, counted %s in %s', day, currency, kind, coalesce(kept.amount, 0),
              coalesce(kept.count, 0), coalesce(counted.amount, 0), coalesce(counted.count, 0))
  FROM kept FULL JOIN counted USING (day, currency, kind)
 WHERE coalesce(kept.amount, 0) <> coalesce(counted.amount, 0) OR coalesce(kept.count, 0) <> coalesce(counted.count, 0)
 ORDER BY day, currency, kind
 LIMIT 50
