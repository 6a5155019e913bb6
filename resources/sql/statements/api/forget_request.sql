-- The request may be tried again under its key.
-- parameters: :token uuid, :key text
-- columns: none
DELETE FROM billhook.api_idempotency WHERE token_id = CAST(:token AS uuid) AND key = :key
