-- The steps of an operation, in order.
-- parameters: :operation
-- columns: id, name, method, endpoint, object_id, object_of, parameters, state, sent_at, stripe_request_id, object
SELECT id, name, method, endpoint, object_id, object_of, parameters, state, sent_at, stripe_request_id, object
  FROM billhook.operation_step
 WHERE operation_id = :operation::uuid
 ORDER BY position
