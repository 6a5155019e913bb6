-- Renews the claim and keeps when the step was first sent.
-- parameters: :step, :executor, :claim bigint milliseconds
-- columns: held: whether the operation is still this executor's
SELECT billhook.begin_step(:step::uuid, :executor, :claim * interval '1 millisecond') AS held
