-- Ends sessions of people that hold others up or take too long.
-- parameters: none
-- columns: login, program, reason (many_locks, blocks_others, paused, long_statement, long_transaction)
SELECT login, program, reason FROM billhook.end_sessions()
