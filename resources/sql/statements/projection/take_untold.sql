-- Warnings that still stand although nothing has been said about their object for a while, and that were not told before. From now
-- on they are.
-- parameters: $1 bigint, for how many seconds nothing was said; $2 bigint, how many at most
-- columns: kind (domain::ObjectKind), id, customer ('' for none), warning, detail
UPDATE billhook.object_warning w SET told = true
  FROM (SELECT u.object_id, u.object_kind, u.warning
          FROM billhook.object_warning u
         WHERE NOT u.told AND u.touched_at <= clock_timestamp() - make_interval(secs => $1::bigint)
         ORDER BY u.touched_at LIMIT $2::bigint
           FOR UPDATE SKIP LOCKED) AS untold
 WHERE w.object_id = untold.object_id AND w.object_kind = untold.object_kind AND w.warning = untold.warning
RETURNING w.object_kind, w.object_id, coalesce(w.customer_id, ''), w.warning, w.detail
