-- What is known of discounts.
-- parameters: $1 text[], ids
-- columns: id, coupon, start, end (UTC seconds), phases
SELECT m.id, m.coupon_id, extract(epoch FROM m.starts_at)::bigint, extract(epoch FROM m.ends_at)::bigint, m.phases
  FROM billhook.discounts m
 WHERE m.id = ANY ($1::text[])
