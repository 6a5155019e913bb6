-- parameters: :now, :until (instants), :limit
-- columns: subscription_id, customer_id, organization_id, name, plan_name, currency, annual, ends_at
SELECT s.id AS subscription_id, s.customer_id, c.organization_id,
       coalesce(o.name, c.name, c.email, s.customer_id, s.id) AS name,
       coalesce(s.plan_name, '') AS plan_name, s.currency, coalesce(s.trial_annual_amount, 0) AS annual, s.trial_end AS ends_at
FROM billhook.subscriptions s
LEFT JOIN billhook.customers c ON c.id = s.customer_id
LEFT JOIN billhook.organizations o ON o.id = c.organization_id
WHERE s.status = 'trialing' AND NOT s.deleted
  AND s.trial_end >= CAST(:now AS timestamptz) AND s.trial_end < CAST(:until AS timestamptz)
ORDER BY s.trial_end, s.id
LIMIT CAST(:limit AS integer)
