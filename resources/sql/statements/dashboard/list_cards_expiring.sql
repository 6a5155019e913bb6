-- Live subscriptions whose card's last good day lies before :until and before their next invoice: first those that are
-- still good, then those that have run out.
-- parameters: :until (date), :zone, :limit
-- columns: subscription_id, customer_id, organization_id, name, brand, last4, currency, annual, exp_year, exp_month, renews_at
SELECT s.id AS subscription_id, s.customer_id, c.organization_id,
       coalesce(o.name, c.name, c.email, s.customer_id, s.id) AS name,
       coalesce(p.brand, '') AS brand, coalesce(p.last4, '') AS last4, s.currency,
       coalesce(nullif(s.annual_amount, 0), s.trial_annual_amount, 0) AS annual, p.exp_year, p.exp_month,
       s.current_period_end AS renews_at
FROM billhook.payment_methods p
JOIN billhook.subscriptions s ON s.customer_id = p.customer_id
JOIN billhook.customers c ON c.id = s.customer_id
LEFT JOIN billhook.organizations o ON o.id = c.organization_id
WHERE NOT p.deleted
  AND (p.exp_year, p.exp_month) < (CAST(extract(year FROM CAST(:until AS date)) AS bigint), CAST(extract(month FROM CAST(:until AS date)) AS bigint))
  AND coalesce(s.default_payment_method, c.default_payment_method) = p.id
  AND s.status IN ('active', 'past_due', 'trialing') AND NOT s.deleted
  AND NOT coalesce(s.cancel_at_period_end, false) AND s.cancel_at IS NULL
  AND coalesce(s.collection_method, '') <> 'send_invoice'
  AND (p.exp_year, p.exp_month) < (CAST(extract(year FROM s.current_period_end AT TIME ZONE CAST(:zone AS text)) AS bigint),
                                   CAST(extract(month FROM s.current_period_end AT TIME ZONE CAST(:zone AS text)) AS bigint))
ORDER BY (p.exp_year, p.exp_month) < (CAST(extract(year FROM now() AT TIME ZONE CAST(:zone AS text)) AS bigint),
                                      CAST(extract(month FROM now() AT TIME ZONE CAST(:zone AS text)) AS bigint)),
         p.exp_year, p.exp_month, s.current_period_end, s.id
LIMIT CAST(:limit AS integer)
