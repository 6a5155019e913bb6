-- Subscriptions that end, and trials that do, within so many days: the soonest first, from a key on.
-- parameters: :days int, :at timestamptz text or '', :id text, :limit int
-- columns: subscription_id, organization_id (text), organization, plan, kind (trial, cancellation, end), at, annual, currency,
--          key (of at)
WITH ending AS (
    SELECT s.id, s.customer_id, s.plan_name, s.currency, 'trial' AS kind, s.trial_end AS at, s.trial_annual_amount AS annual
      FROM billhook.subscriptions s
     WHERE s.status = 'trialing' AND NOT s.deleted
       AND s.trial_end >= now() AND s.trial_end < now() + make_interval(days => CAST(:days AS integer))
    UNION ALL
    SELECT s.id, s.customer_id, s.plan_name, s.currency, CASE WHEN s.cancel_at_period_end THEN 'cancellation' ELSE 'end' END,
           coalesce(s.cancel_at, s.current_period_end), s.annual_amount
      FROM billhook.subscriptions s
     WHERE (s.cancel_at_period_end OR s.cancel_at IS NOT NULL) AND s.status IN ('active', 'past_due') AND NOT s.deleted
       AND coalesce(s.cancel_at, s.current_period_end) >= now()
       AND coalesce(s.cancel_at, s.current_period_end) < now() + make_interval(days => CAST(:days AS integer)))
SELECT e.id AS subscription_id, coalesce(c.organization_id::text, '') AS organization_id,
       coalesce(o.name, c.name, c.email, e.customer_id, e.id) AS organization, coalesce(e.plan_name, '') AS plan, e.kind, e.at,
       coalesce(e.annual, 0) AS annual, coalesce(e.currency, '') AS currency, e.at::text AS key
  FROM ending e
  LEFT JOIN billhook.customers c ON c.id = e.customer_id
  LEFT JOIN billhook.organizations o ON o.id = c.organization_id
 WHERE :at = '' OR (e.at, e.id) > (CAST(nullif(:at, '') AS timestamptz), :id)
 ORDER BY e.at, e.id
 LIMIT CAST(:limit AS integer)
