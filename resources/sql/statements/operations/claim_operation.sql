-- Takes an open operation up.
-- parameters: :id, :executor, :claim bigint milliseconds, :grace bigint milliseconds
-- columns: held: whether it is this executor's now
SELECT billhook.claim_operation(:id::uuid, :executor, :claim * interval '1 millisecond',
                                :grace * interval '1 millisecond') AS held
