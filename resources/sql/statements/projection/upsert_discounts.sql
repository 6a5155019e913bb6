-- Writes mirror rows of discounts; a row that is there keeps its mark of incompleteness.
-- parameters: $1 id text[], $2 coupon_id text[], $3 customer_id text[], $4 subscription_id text[],
--             $5 subscription_item_id text[], $6 starts_at text[], $7 ends_at text[], $8 phases text[], $9 deleted text[],
--             $10 stub text[], $11 quality text[], $12 event_id text[], $13 eff bigint[]
-- columns: none
INSERT INTO billhook.discounts AS m (id, coupon_id, customer_id, subscription_id, subscription_item_id, starts_at,
    ends_at, phases, deleted, stub, quality, event_id, eff, incomplete)
SELECT row.id, row.coupon_id, row.customer_id, row.subscription_id, row.subscription_item_id,
       to_timestamp(row.starts_at::bigint), to_timestamp(row.ends_at::bigint), row.phases, row.deleted::boolean,
       row.stub::boolean, row.quality, row.event_id, to_timestamp(row.eff),
       'discount:' || row.id = ANY (ARRAY(SELECT unnest(q.object_ids) FROM billhook.event_quarantine q))
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[])
       AS row (id, coupon_id, customer_id, subscription_id, subscription_item_id, starts_at, ends_at, phases, deleted,
              stub, quality, event_id, eff)
    ON CONFLICT (id) DO UPDATE SET coupon_id = excluded.coupon_id, customer_id = excluded.customer_id,
    subscription_id = excluded.subscription_id, subscription_item_id = excluded.subscription_item_id,
    starts_at = excluded.starts_at, ends_at = excluded.ends_at, phases = excluded.phases, deleted = excluded.deleted, stub = excluded.stub,
    quality = excluded.quality, event_id = excluded.event_id, eff = excluded.eff
