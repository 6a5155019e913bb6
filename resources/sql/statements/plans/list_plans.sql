-- Plans with their prices (the default first, archived ones last), newest first, after one on: all, or one by its id or slug.
-- parameters: :word id or slug, '' for all; :hidden boolean, hidden ones too; :after id or ''; :limit int
-- columns: id, stripe_product_id, name, slug, description, max_users, max_projects, limits_per_unit, features json,
--          trial_period_days, is_active, version, created_at, updated_at, prices json
SELECT p.id, p.stripe_product_id, p.name, p.slug, p.description, p.max_users, p.max_projects, p.limits_per_unit, p.features,
       p.trial_period_days, p.is_active, p.version, p.created_at, p.updated_at,
       (SELECT coalesce(json_agg(json_build_object('id', r.id, 'stripe_price_id', r.stripe_price_id, 'amount', r.amount,
                    'currency', r.currency, 'interval', r.interval, 'interval_count', r.interval_count,
                    'is_default', r.is_default, 'is_active', r.is_active)
                    ORDER BY r.is_default DESC, r.is_active DESC, r.amount, r.stripe_price_id), '[]')
          FROM billhook.plan_prices r WHERE r.plan_id = p.id) AS prices
  FROM billhook.plans p
 WHERE (:word = '' OR p.id::text = :word OR p.slug = :word) AND (p.is_active OR CAST(:hidden AS boolean))
   AND (:after = '' OR (p.created_at, p.id) < (SELECT a.created_at, a.id FROM billhook.plans a WHERE a.id::text = :after))
 ORDER BY p.created_at DESC, p.id DESC
 LIMIT CAST(:limit AS integer)
