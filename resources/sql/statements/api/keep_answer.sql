-- Keeps the answer of a request for whoever repeats it.
-- parameters: :token uuid, :key text, :status smallint, :content_type text, :body bytea, :location and :etag text or ''
-- columns: none
UPDATE billhook.api_idempotency
   SET status = :status, content_type = :content_type, body = CAST(:body AS bytea), location = nullif(:location, ''),
       etag = nullif(:etag, '')
 WHERE token_id = CAST(:token AS uuid) AND key = :key
