-- Removes memberships.
-- parameters: $1 organization_id text[], $2 user_id text[]
-- columns: number (rows gone), organization (NULL)
WITH gone AS (
    DELETE FROM billhook.memberships m
     USING unnest($1::text[]::uuid[], $2::text[]::uuid[]) AS line (organization_id, user_id)
     WHERE m.organization_id = line.organization_id AND m.user_id = line.user_id
    RETURNING 1
)
SELECT count(*) AS number, NULL::uuid AS organization FROM gone
