-- Keeps an intention and its steps, in the caller's transaction.
-- parameters: :id, :kind, :subject, :parameters json, :actor, :request_id or '', :executor or '', :claim bigint milliseconds,
--             :steps json array
-- columns: one, of no meaning
SELECT billhook.begin_operation(:id::uuid, :kind, :subject, :parameters::jsonb, :actor, nullif(:request_id, ''),
                                nullif(:executor, ''), :claim * interval '1 millisecond', :steps::jsonb)
