-- Writes organizations; of several lines with one id the last that gives a field counts. What no line gives stays, what is
-- given empty is emptied.
-- parameters: $1 id text[], $2 name text[], $3 country text[], $4 stripe_customer_id text[], $5 archived text[],
--             $6 created_at bigint[] (UTC milliseconds), $7 slug text[]; NULL keeps
-- columns: none; the rows changed
WITH line AS (
    SELECT line.id::uuid AS id, (array_agg(line.name ORDER BY line.position DESC))[1] AS name,
           (array_agg(line.country ORDER BY line.position DESC) FILTER (WHERE line.country IS NOT NULL))[1] AS country,
           (array_agg(line.customer ORDER BY line.position DESC) FILTER (WHERE line.customer IS NOT NULL))[1] AS customer,
           (array_agg(line.archived::boolean ORDER BY line.position DESC) FILTER (WHERE line.archived IS NOT NULL))[1] AS archived,
           (array_agg(line.created_at ORDER BY line.position DESC) FILTER (WHERE line.created_at IS NOT NULL))[1] AS created_at,
           (array_agg(line.slug ORDER BY line.position DESC) FILTER (WHERE line.slug IS NOT NULL))[1] AS slug
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[]) WITH ORDINALITY
           AS line (id, name, country, customer, archived, created_at, slug, position)
     GROUP BY line.id::uuid
)
INSERT INTO billhook.organizations AS known (id, name, country, stripe_customer_id, archived, created_at, slug)
SELECT line.id, line.name, nullif(coalesce(line.country, old.country), ''),
       nullif(coalesce(line.customer, old.stripe_customer_id), ''), coalesce(line.archived, old.archived, false),
       coalesce(timestamptz 'epoch' + line.created_at * interval '1 millisecond', old.created_at, now()),
       coalesce(line.slug, old.slug)
  FROM line LEFT JOIN billhook.organizations old ON old.id = line.id
 ORDER BY line.id
ON CONFLICT (id) DO UPDATE
   SET name = excluded.name, country = excluded.country, stripe_customer_id = excluded.stripe_customer_id,
       archived = excluded.archived, created_at = excluded.created_at, slug = excluded.slug
 WHERE (known.name, known.country, known.stripe_customer_id, known.archived, known.created_at, known.slug)
       IS DISTINCT FROM (excluded.name, excluded.country, excluded.stripe_customer_id, excluded.archived, excluded.created_at,
                         excluded.slug)
