-- Live subscriptions whose card's last good day lies before :until and before their next invoice. A card is good through the
-- last day of its month, so comparing months is comparing days.
-- parameters: :until (date), :zone
-- columns: currency, annual (minor units a year), count
SELECT s.currency, coalesce(sum(coalesce(nullif(s.annual_amount, 0), s.trial_annual_amount)), 0)::bigint AS annual,
       count(*) AS count
FROM billhook.payment_methods p
JOIN billhook.subscriptions s ON s.customer_id = p.customer_id
JOIN billhook.customers c ON c.id = s.customer_id
WHERE NOT p.deleted
  AND (p.exp_year, p.exp_month) < (CAST(extract(year FROM CAST(:until AS date)) AS bigint), CAST(extract(month FROM CAST(:until AS date)) AS bigint))
  AND coalesce(s.default_payment_method, c.default_payment_method) = p.id
  AND s.status IN ('active', 'past_due', 'trialing') AND NOT s.deleted
  AND NOT coalesce(s.cancel_at_period_end, false) AND s.cancel_at IS NULL
  AND coalesce(s.collection_method, '') <> 'send_invoice'
  AND (p.exp_year, p.exp_month) < (CAST(extract(year FROM s.current_period_end AT TIME ZONE CAST(:zone AS text)) AS bigint),
                                   CAST(extract(month FROM s.current_period_end AT TIME ZONE CAST(:zone AS text)) AS bigint))
GROUP BY s.currency
ORDER BY s.currency
