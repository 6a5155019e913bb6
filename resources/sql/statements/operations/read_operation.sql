-- One operation.
-- parameters: :id
-- columns: id, kind, subject, actor, state, attempts, error_code, error_message, stripe_code, result, created_at, finished_at
SELECT id, kind, subject, actor, state, attempts, error_code, error_message, stripe_code, result, created_at, finished_at
  FROM billhook.operation
 WHERE id = :id::uuid
