-- Writes organizations; of several lines with one id the last counts. What a line leaves out is emptied, but for created_at.
-- parameters: $1 id text[], $2 name text[], $3 country text[], $4 stripe_customer_id text[], $5 archived boolean[],
--             $6 created_at bigint[] (UTC milliseconds; NULL keeps)
-- columns: none; the rows changed
INSERT INTO billhook.organizations AS known (id, name, country, stripe_customer_id, archived, created_at)
SELECT row.id, row.name, row.country, row.stripe_customer_id, row.archived, coalesce(row.created_at, now())
  FROM (SELECT DISTINCT ON (line.id::uuid) line.id::uuid AS id, line.name, line.country, line.stripe_customer_id,
               line.archived, timestamptz 'epoch' + line.created_at * interval '1 millisecond' AS created_at
          FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::bigint[]) WITH ORDINALITY
               AS line (id, name, country, stripe_customer_id, archived, created_at, position)
         ORDER BY line.id::uuid, line.position DESC) row
 ORDER BY row.id
ON CONFLICT (id) DO UPDATE
   SET name = excluded.name, country = excluded.country, stripe_customer_id = excluded.stripe_customer_id,
       archived = excluded.archived,
       created_at = CASE WHEN excluded.created_at = now() THEN known.created_at ELSE excluded.created_at END
 WHERE (known.name, known.country, known.stripe_customer_id, known.archived)
       IS DISTINCT FROM (excluded.name, excluded.country, excluded.stripe_customer_id, excluded.archived)
    OR excluded.created_at NOT IN (now(), known.created_at)
