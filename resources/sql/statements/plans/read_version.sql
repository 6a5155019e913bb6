-- The present version of a plan.
-- parameters: :plan
-- columns: version
SELECT version FROM billhook.plans WHERE id = :plan::uuid
