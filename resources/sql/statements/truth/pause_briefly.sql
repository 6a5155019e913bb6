-- A moment between two looks at the queue, spent in the server, which notices when the connection is lost.
-- parameters: none
-- columns: nothing of use
SELECT pg_sleep(0.05)
