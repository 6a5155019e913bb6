-- Gives an operation back, to be taken up again after a pause.
-- parameters: :id, :executor, :pause bigint milliseconds, :error_code, :error_message
-- columns: held: whether the operation was still this executor's
SELECT billhook.release_operation(:id::uuid, :executor, :pause * interval '1 millisecond', :error_code,
                                  :error_message) AS held
