-- Every token, newest first; never its hash.
-- parameters: none
-- columns: id, name, scope, organization_id, role, created_at, last_used_at, revoked_at
SELECT id, name, scope, organization_id, role, created_at, last_used_at, revoked_at
  FROM billhook.api_token
 ORDER BY created_at DESC, id
