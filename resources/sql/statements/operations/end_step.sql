-- Keeps what Stripe answered to a step that succeeded.
-- parameters: :step, :executor, :request_id or '', :object or '', :response
-- columns: held: whether the operation is still this executor's
SELECT billhook.end_step(:step::uuid, :executor, nullif(:request_id, ''), nullif(:object, ''), :response) AS held
