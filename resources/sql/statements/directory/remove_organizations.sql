-- Removes organizations with their memberships and projects.
-- parameters: $1 id text[]
-- columns: number (rows gone), organization (NULL)
SELECT billhook.remove_organizations($1::text[]::uuid[]) AS number, NULL::uuid AS organization
