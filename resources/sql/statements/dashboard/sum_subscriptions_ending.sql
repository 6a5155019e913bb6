-- parameters: :now, :until (instants)
-- columns: currency, annual (counted in MRR now, minor units a year), count
SELECT s.currency, coalesce(sum(s.annual_amount), 0)::bigint AS annual, count(*) AS count
FROM billhook.subscriptions s
WHERE (s.cancel_at_period_end OR s.cancel_at IS NOT NULL) AND s.status IN ('active', 'past_due') AND NOT s.deleted
  AND coalesce(s.cancel_at, s.current_period_end) >= CAST(:now AS timestamptz)
  AND coalesce(s.cancel_at, s.current_period_end) < CAST(:until AS timestamptz)
GROUP BY s.currency
ORDER BY s.currency
