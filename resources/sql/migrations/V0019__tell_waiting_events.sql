-- What waits in event_queue: how many, `most` at most, since when, and the instant that the next look may begin at (the oldest first
-- try's, or now). Rows that are gone stay in the index as long as anybody's snapshot could see them, so a look that asks often
-- begins where the last one found something; 0 is the beginning. Instants of looks are microseconds since 1970.
CREATE FUNCTION billhook.waiting_events(look_from bigint, most bigint)
RETURNS TABLE (depth bigint, oldest timestamptz, next_from bigint)
LANGUAGE sql STABLE AS $$
WITH first_tries AS MATERIALIZED (
    SELECT min(q.received_at) AS oldest
      FROM billhook.event_queue q
     WHERE q.next_attempt_at = '-infinity' AND q.received_at >= 'epoch'::timestamptz + look_from * interval '1 microsecond'
), retries AS MATERIALIZED (
    SELECT count(*) AS depth, min(held.received_at) AS oldest
      FROM (SELECT q.received_at FROM billhook.event_queue q WHERE q.next_attempt_at > '-infinity' LIMIT most) AS held
)
SELECT least(most, retries.depth + (SELECT count(*)
                                      FROM (SELECT FROM billhook.event_queue q
                                             WHERE q.next_attempt_at = '-infinity' AND q.received_at >= first_tries.oldest
                                             LIMIT most) AS held)),
       coalesce(first_tries.oldest, retries.oldest),
       (extract(epoch FROM coalesce(first_tries.oldest, clock_timestamp())) * 1000000)::bigint
  FROM first_tries
 CROSS JOIN retries
$$;
REVOKE EXECUTE ON FUNCTION billhook.waiting_events(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billhook.waiting_events(bigint, bigint) TO billhook_daemon, billhook_finance, billhook_admin;
