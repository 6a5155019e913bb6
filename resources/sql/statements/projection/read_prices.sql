-- What is known of the terms of prices.
-- parameters: $1 text[], ids
-- columns: id, product, currency, unit_amount, recurring_interval, interval_count, usage_type, tiers_mode, tiers,
--          transform_quantity
SELECT m.id, m.product_id, m.currency, m.unit_amount, m.recurring_interval, m.interval_count, m.usage_type, m.tiers_mode,
       m.tiers, m.transform_quantity
  FROM billhook.prices m
 WHERE m.id = ANY ($1::text[]) AND NOT m.stub
