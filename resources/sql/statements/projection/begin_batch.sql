-- Notes that a batch begins, where there is one. The note goes with the batch's effect; one that stays behind tells that the
-- batch was cut off. Nothing is lost that would need the disk to be waited for.
-- parameters: $1 bigint, the instant from which on first tries are looked for, in microseconds since 1970; $2 bigint, how many of
--             them are left to others
-- columns: id, when the oldest and when the first that is not left to others was received (microseconds since 1970), or no row
--          where there is none
WITH relaxed AS MATERIALIZED (
    SELECT set_config('synchronous_commit', 'off', true)
), waiting AS MATERIALIZED (
    SELECT min(q.received_at) AS oldest, max(q.received_at) AS first
      FROM relaxed
     CROSS JOIN LATERAL (SELECT w.received_at FROM billhook.event_queue w
                          WHERE w.next_attempt_at = '-infinity'
                            AND w.received_at >= 'epoch'::timestamptz + $1::bigint * interval '1 microsecond'
                          ORDER BY w.received_at
                          LIMIT $2::bigint + 1) q
    HAVING count(*) > $2::bigint
), noted AS (
    INSERT INTO billhook.projection_batch (started_at) SELECT clock_timestamp() FROM waiting
    RETURNING id
)
SELECT n.id, (extract(epoch FROM w.oldest) * 1000000)::bigint AS oldest, (extract(epoch FROM w.first) * 1000000)::bigint AS first
  FROM noted n
 CROSS JOIN waiting w
