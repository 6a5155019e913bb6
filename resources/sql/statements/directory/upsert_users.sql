-- Writes users; of several lines with one id the last counts. What a line leaves out is emptied, but for created_at.
-- parameters: $1 id text[], $2 email text[], $3 name text[], $4 created_at bigint[] (UTC milliseconds; NULL keeps)
-- columns: none; the rows changed
INSERT INTO billhook.users AS known (id, email, name, created_at)
SELECT row.id, row.email, row.name, coalesce(row.created_at, now())
  FROM (SELECT DISTINCT ON (line.id::uuid) line.id::uuid AS id, line.email, line.name,
               timestamptz 'epoch' + line.created_at * interval '1 millisecond' AS created_at
          FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) WITH ORDINALITY
               AS line (id, email, name, created_at, position)
         ORDER BY line.id::uuid, line.position DESC) row
 ORDER BY row.id
ON CONFLICT (id) DO UPDATE
   SET email = excluded.email, name = excluded.name,
       created_at = CASE WHEN excluded.created_at = now() THEN known.created_at ELSE excluded.created_at END
 WHERE (known.email, known.name) IS DISTINCT FROM (excluded.email, excluded.name)
    OR excluded.created_at NOT IN (now(), known.created_at)
