-- Whether another plan has the slug.
-- parameters: :slug, :plan id of the plan that may have it
-- columns: taken
SELECT EXISTS (SELECT FROM billhook.plans WHERE slug = :slug AND id <> :plan::uuid) AS taken
