-- Changes of step functions, by day of the reporting zone.
-- parameters: $1 eff bigint[] (UTC seconds), $2 name text[], $3 currency text[], $4 amount bigint[], $5 count bigint[]
-- columns: none
INSERT INTO billhook.counter_delta (name, currency, day, amount, count)
SELECT row.name, row.currency, (to_timestamp(row.eff) AT TIME ZONE (SELECT i.zone FROM billhook.installation i))::date AS day,
       sum(row.amount)::bigint, sum(row.count)::bigint
  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[]) AS row (eff, name, currency, amount, count)
 GROUP BY 1, 2, 3
HAVING sum(row.amount)::bigint <> 0 OR sum(row.count)::bigint <> 0
