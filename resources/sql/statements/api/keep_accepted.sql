-- Keeps what a repeat is told once this daemon is gone, of a request that waits for its operation.
-- parameters: :token uuid, :key text, :content_type text, :body bytea, :location text
-- columns: none
UPDATE billhook.api_idempotency
   SET content_type = :content_type, body = CAST(:body AS bytea), location = :location
 WHERE token_id = CAST(:token AS uuid) AND key = :key
