-- Removes users with their memberships.
-- parameters: $1 id text[]
-- columns: number (rows gone), organization (one that a user left; NULL for the others)
WITH left_behind AS (
    DELETE FROM billhook.memberships m WHERE m.user_id = ANY ($1::text[]::uuid[]) RETURNING m.organization_id
), gone AS (
    DELETE FROM billhook.users u WHERE u.id = ANY ($1::text[]::uuid[]) RETURNING 1
)
SELECT count(*) AS number, NULL::uuid AS organization FROM gone
UNION ALL
SELECT DISTINCT 0, l.organization_id FROM left_behind l
