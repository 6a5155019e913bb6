-- Revokes by id or by name; what is revoked stays so.
-- parameters: :word text
-- columns: none
UPDATE billhook.api_token
   SET revoked_at = now()
 WHERE (id::text = :word OR name = :word) AND revoked_at IS NULL
