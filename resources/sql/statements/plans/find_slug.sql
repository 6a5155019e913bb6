-- Whether another plan has the slug, or is being made with it.
-- parameters: :slug, :plan id of the plan that may have it
-- columns: taken
SELECT EXISTS (SELECT FROM billhook.plans WHERE slug = :slug AND id <> :plan::uuid)
    OR EXISTS (SELECT FROM billhook.operation
                WHERE state IN ('pending', 'running') AND kind IN ('create_plan', 'update_plan', 'link_plan')
                  AND parameters -> 'plan' ->> 'slug' = :slug AND subject <> CAST(:plan AS text)) AS taken
