-- Brings the organization list up to date.
-- parameters: $1 text[], ids of organizations
-- columns: nothing of use
SELECT billhook.refresh_organizations($1::text[]::uuid[])
