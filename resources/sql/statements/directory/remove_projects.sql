-- Removes projects.
-- parameters: $1 id text[]
-- columns: number (rows gone), organization (one that lost a project; NULL for the others)
WITH gone AS (
    DELETE FROM billhook.projects p WHERE p.id = ANY ($1::text[]::uuid[]) RETURNING p.organization_id
)
SELECT count(*) AS number, NULL::uuid AS organization FROM gone
UNION ALL
SELECT DISTINCT 0, g.organization_id FROM gone g
