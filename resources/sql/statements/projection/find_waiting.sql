-- Subscriptions whose amount waits for one of these objects.
-- parameters: $1 bigint[], kinds: price, coupon, discount; $2 text[], their ids
-- columns: object_id, customer_id
SELECT DISTINCT w.object_id, w.customer_id
  FROM unnest($1::bigint[], $2::text[]) AS known (kind, id)
  JOIN billhook.object_wait w ON w.waits_for = known.id AND w.waits_kind = known.kind
