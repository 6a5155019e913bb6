-- Brings the organization list's rows up to date.
-- parameters: $1 organization ids text[]
-- columns: none
SELECT billhook.refresh_organizations($1::text[]::uuid[])
