-- What movements that came and went add to the rollups, by day of the reporting zone.
-- parameters: $1 eff bigint[] (UTC seconds), $2 currency text[], $3 kind text[], $4 amount bigint[], $5 count bigint[]
-- columns: none
INSERT INTO billhook.mrr_rollup_delta (day, currency, kind, amount, count)
SELECT (to_timestamp(row.eff) AT TIME ZONE (SELECT i.zone FROM billhook.installation i))::date AS day, row.currency, row.kind,
       sum(row.amount)::bigint, sum(row.count)::bigint
  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[]) AS row (eff, currency, kind, amount, count)
 GROUP BY 1, 2, 3
HAVING sum(row.amount)::bigint <> 0 OR sum(row.count)::bigint <> 0
