-- For the rest of the transaction: a plan made while a table was empty must not read all of it once it is large.
-- parameters: none
-- columns: none
SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)
