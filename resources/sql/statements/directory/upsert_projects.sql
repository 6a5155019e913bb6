-- Writes projects whose organization is known; of several lines with one id the last counts.
-- parameters: $1 id text[], $2 organization_id text[], $3 name text[], $4 created_at bigint[] (UTC milliseconds; NULL keeps)
-- columns: missing ('organization'; NULL for the one row that counts), number (the line's position from 1, or the rows
--          changed), former (an organization a project left; NULL for the others)
WITH incoming AS MATERIALIZED (
    SELECT line.id::uuid AS id, line.organization_id::uuid AS organization_id, line.name,
           timestamptz 'epoch' + line.created_at * interval '1 millisecond' AS created_at, line.position
      FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) WITH ORDINALITY
           AS line (id, organization_id, name, created_at, position)
), checked AS MATERIALIZED (
    SELECT incoming.*, organization.id IS NOT NULL AS known
      FROM incoming
      LEFT JOIN billhook.organizations organization ON organization.id = incoming.organization_id
), former AS MATERIALIZED (
    SELECT DISTINCT project.organization_id
      FROM checked
      JOIN billhook.projects project ON project.id = checked.id
     WHERE checked.known AND project.organization_id <> checked.organization_id
), written AS (
    INSERT INTO billhook.projects AS known (id, organization_id, name, created_at)
    SELECT row.id, row.organization_id, row.name, coalesce(row.created_at, now())
      FROM (SELECT DISTINCT ON (id) * FROM checked WHERE known ORDER BY id, position DESC) row
     ORDER BY row.id
    ON CONFLICT (id) DO UPDATE
       SET organization_id = excluded.organization_id, name = excluded.name,
           created_at = CASE WHEN excluded.created_at = now() THEN known.created_at ELSE excluded.created_at END
     WHERE (known.organization_id, known.name) IS DISTINCT FROM (excluded.organization_id, excluded.name)
        OR excluded.created_at NOT IN (now(), known.created_at)
    RETURNING 1
)
SELECT NULL AS missing, count(*) AS number, NULL::uuid AS former FROM written
UNION ALL
SELECT 'organization', checked.position, NULL FROM checked WHERE NOT checked.known
UNION ALL
SELECT NULL, NULL, former.organization_id FROM former
