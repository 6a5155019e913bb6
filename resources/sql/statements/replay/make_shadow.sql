-- Makes the tables of a rebuild beside the real ones, gone with the transaction. Memory for them is asked for first, which has no
-- effect where the session has had temporary tables before.
-- parameters: none
-- columns: name, of each table and view
SELECT shadow.name
  FROM (SELECT set_config('temp_buffers', '64MB', true) AS memory) AS asked
 CROSS JOIN LATERAL billhook.make_shadow() AS shadow (name)
 WHERE asked.memory IS NOT NULL
