-- Notes that a batch begins, where there is one. The note goes with the batch's effect; one that stays behind tells that the
-- batch was cut off. Nothing is lost that would need the disk to be waited for.
-- parameters: $1 bigint, the instant from which on first tries are looked for, in microseconds since 1970
-- columns: id, when the oldest was received (microseconds since 1970), or no row where nothing waits
WITH relaxed AS MATERIALIZED (
    SELECT set_config('synchronous_commit', 'off', true)
), oldest AS MATERIALIZED (
    SELECT q.received_at
      FROM relaxed
     CROSS JOIN LATERAL (SELECT w.received_at FROM billhook.event_queue w
                          WHERE w.next_attempt_at = '-infinity'
                            AND w.received_at >= 'epoch'::timestamptz + $1::bigint * interval '1 microsecond'
                          ORDER BY w.received_at
                          LIMIT 1) q
), noted AS (
    INSERT INTO billhook.projection_batch (started_at) SELECT clock_timestamp() FROM oldest
    RETURNING id
)
SELECT n.id, (extract(epoch FROM o.received_at) * 1000000)::bigint AS oldest
  FROM noted n
 CROSS JOIN oldest o
