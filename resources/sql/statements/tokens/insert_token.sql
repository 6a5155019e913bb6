-- Keeps a new token's hash.
-- parameters: :id, :name, :hash bytea, :scope, :organization uuid or '', :role text or ''
-- columns: none
INSERT INTO billhook.api_token (id, name, hash, scope, organization_id, role)
VALUES (:id, :name, :hash, :scope, nullif(:organization, '')::uuid, nullif(:role, ''))
