-- Every plan, or one by its id or slug; newest first.
-- parameters: :word id or slug, '' for all
-- columns: id, stripe_product_id, name, slug, description, max_users, max_projects, limits_per_unit, features json,
--          trial_period_days, is_active, version
SELECT id, stripe_product_id, name, slug, description, max_users, max_projects, limits_per_unit, features,
       trial_period_days, is_active, version
  FROM billhook.plans
 WHERE :word::text = '' OR id::text = :word OR slug = :word
 ORDER BY created_at DESC, id
