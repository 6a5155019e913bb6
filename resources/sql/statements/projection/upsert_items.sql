-- Replaces the items of subscriptions.
-- parameters: $1 text[], subscriptions; $2 id text[], $3 subscription_id text[], $4 price_id text[], $5 product_id text[],
--             $6 quantity bigint[], $7 period start bigint[], $8 period end bigint[] (UTC seconds), $9 discounts text[],
--             $10 annual_amount bigint[]
-- columns: none
WITH gone AS (
    DELETE FROM billhook.subscription_items i
     WHERE i.subscription_id = ANY ($1::text[])
       AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::text[]) AS kept (id, subscription_id)
                        WHERE kept.id = i.id AND kept.subscription_id = i.subscription_id)
)
INSERT INTO billhook.subscription_items AS m (id, subscription_id, price_id, product_id, quantity, current_period_start,
    current_period_end, discounts, annual_amount)
SELECT row.id, row.subscription_id, row.price_id, row.product_id, row.quantity, to_timestamp(row.starts),
       to_timestamp(row.ends), row.discounts, row.annual
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[], $9::text[],
              $10::bigint[])
       AS row (id, subscription_id, price_id, product_id, quantity, starts, ends, discounts, annual)
    ON CONFLICT (subscription_id, id) DO UPDATE SET price_id = excluded.price_id,
    product_id = excluded.product_id, quantity = excluded.quantity, current_period_start = excluded.current_period_start,
    current_period_end = excluded.current_period_end, discounts = excluded.discounts,
    annual_amount = excluded.annual_amount
