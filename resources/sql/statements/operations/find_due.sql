-- Open operations that nobody works on, oldest first.
-- parameters: :grace bigint milliseconds
-- columns: id
SELECT id
  FROM billhook.operation
 WHERE state IN ('pending', 'running')
   AND (executor IS NULL OR claim_until + :grace * interval '1 millisecond' < clock_timestamp())
   AND (retry_at IS NULL OR retry_at <= clock_timestamp())
 ORDER BY created_at, id
 LIMIT 16
