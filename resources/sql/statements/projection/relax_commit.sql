-- For this transaction alone: its loss in a crash costs nothing but a repeated try.
-- parameters: none
-- columns: nothing of use
SELECT set_config('synchronous_commit', 'off', true)
