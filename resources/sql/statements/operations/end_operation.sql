-- Ends an operation, as done or as failed with a step.
-- parameters: :id, :executor, :failed_step or '', :request_id or '', :error_code or '', :error_message or '', :stripe_code or ''
-- columns: held: whether the operation was still this executor's
SELECT billhook.end_operation(:id::uuid, :executor, nullif(:failed_step, '')::uuid, nullif(:request_id, ''),
                              nullif(:error_code, ''), nullif(:error_message, ''), nullif(:stripe_code, '')) AS held
