-- Whose token this is, where it is in force; notes at most once a minute that it was used.
-- parameters: :hash bytea
-- columns: id, scope, organization_id (text), role
SELECT caller.id, caller.scope, coalesce(caller.organization_id::text, '') AS organization_id, coalesce(caller.role, '') AS role
  FROM billhook.find_caller(CAST(:hash AS bytea)) AS caller
