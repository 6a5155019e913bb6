-- Writes users; of several lines with one id the last that gives a field counts. What no line gives stays, what is given
-- empty is emptied.
-- parameters: $1 id text[], $2 email text[], $3 name text[], $4 created_at bigint[] (UTC milliseconds), $5 active text[];
--             NULL keeps
-- columns: none; the rows changed
WITH line AS (
    SELECT line.id::uuid AS id, (array_agg(line.email ORDER BY line.position DESC))[1] AS email,
           (array_agg(line.name ORDER BY line.position DESC) FILTER (WHERE line.name IS NOT NULL))[1] AS name,
           (array_agg(line.created_at ORDER BY line.position DESC) FILTER (WHERE line.created_at IS NOT NULL))[1] AS created_at,
           (array_agg(line.active::boolean ORDER BY line.position DESC) FILTER (WHERE line.active IS NOT NULL))[1] AS active
      FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[]) WITH ORDINALITY
           AS line (id, email, name, created_at, active, position)
     GROUP BY line.id::uuid
)
INSERT INTO billhook.users AS known (id, email, name, created_at, active)
SELECT line.id, line.email, coalesce(line.name, old.name, ''),
       coalesce(timestamptz 'epoch' + line.created_at * interval '1 millisecond', old.created_at, now()),
       coalesce(line.active, old.active, true)
  FROM line LEFT JOIN billhook.users old ON old.id = line.id
 ORDER BY line.id
ON CONFLICT (id) DO UPDATE
   SET email = excluded.email, name = excluded.name, created_at = excluded.created_at, active = excluded.active
 WHERE (known.email, known.name, known.created_at, known.active)
       IS DISTINCT FROM (excluded.email, excluded.name, excluded.created_at, excluded.active)
