-- Writes memberships whose organization and user are known; of several lines with one key the last counts.
-- parameters: $1 organization_id text[], $2 user_id text[], $3 role text[], $4 state text[] (NULL keeps),
--             $5 created_at bigint[] (UTC milliseconds; NULL keeps)
-- columns: missing ('organization', 'user'; NULL for the one row that counts), number (the line's position from 1, or the
--          rows changed)
WITH incoming AS MATERIALIZED (
    SELECT line.organization_id::uuid AS organization_id, line.user_id::uuid AS user_id, line.role, line.state,
           timestamptz 'epoch' + line.created_at * interval '1 millisecond' AS created_at, line.position
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[]) WITH ORDINALITY
           AS line (organization_id, user_id, role, state, created_at, position)
), checked AS MATERIALIZED (
    SELECT incoming.*,
           CASE WHEN organization.id IS NULL THEN 'organization' WHEN member.id IS NULL THEN 'user' END AS missing
      FROM incoming
      LEFT JOIN billhook.organizations organization ON organization.id = incoming.organization_id
      LEFT JOIN billhook.users member ON member.id = incoming.user_id
), written AS (
    INSERT INTO billhook.memberships AS known (organization_id, user_id, role, state, created_at)
    SELECT row.organization_id, row.user_id, row.role, coalesce(row.state, old.state, 'active'),
           coalesce(row.created_at, old.created_at, now())
      FROM (SELECT DISTINCT ON (organization_id, user_id) *
              FROM checked WHERE missing IS NULL
             ORDER BY organization_id, user_id, position DESC) row
      LEFT JOIN billhook.memberships old ON old.organization_id = row.organization_id AND old.user_id = row.user_id
     ORDER BY row.organization_id, row.user_id
    ON CONFLICT (organization_id, user_id) DO UPDATE
       SET role = excluded.role, state = excluded.state, created_at = excluded.created_at
     WHERE (known.role, known.state, known.created_at) IS DISTINCT FROM (excluded.role, excluded.state, excluded.created_at)
    RETURNING 1
)
SELECT NULL AS missing, count(*) AS number FROM written
UNION ALL
SELECT checked.missing, checked.position FROM checked WHERE checked.missing IS NOT NULL
