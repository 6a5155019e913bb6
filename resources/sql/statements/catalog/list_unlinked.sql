-- Products that somebody made at Stripe and that are no plan yet, with their recurring prices as JSON; only those that a plan can
-- be made of: active, known whole, with at least one active recurring price that is neither tiered nor metered.
-- parameters: none
-- columns: id, name, description, metadata json, prices json
SELECT p.id, p.name, coalesce(p.description, '') AS description, coalesce(p.metadata, '{}') AS metadata,
       json_agg(json_build_object('id', r.id, 'amount', r.unit_amount, 'currency', r.currency, 'interval', r.recurring_interval,
                                  'interval_count', r.interval_count, 'active', r.active,
                                  'is_default', coalesce(r.id = p.default_price, false)) ORDER BY r.id) AS prices
  FROM billhook.products p
  JOIN billhook.prices r ON r.product_id = p.id AND r.recurring_interval IS NOT NULL AND NOT r.deleted AND NOT r.stub
 WHERE p.active AND NOT p.deleted AND NOT p.stub AND p.name IS NOT NULL
   AND NOT EXISTS (SELECT FROM billhook.plans linked WHERE linked.stripe_product_id = p.id)
 GROUP BY p.id
HAVING bool_and(r.unit_amount IS NOT NULL AND r.tiers_mode IS NULL AND r.usage_type IS DISTINCT FROM 'metered')
   AND bool_or(r.active)
 ORDER BY p.name, p.id
 LIMIT 200
