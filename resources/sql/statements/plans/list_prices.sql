-- The prices of a plan, the default first, archived ones last.
-- parameters: :plan
-- columns: id, stripe_price_id, amount, currency, interval, interval_count, is_default, is_active
SELECT id, stripe_price_id, amount, currency, interval, interval_count, is_default, is_active
  FROM billhook.plan_prices
 WHERE plan_id = :plan::uuid
 ORDER BY is_default DESC, is_active DESC, amount, stripe_price_id
