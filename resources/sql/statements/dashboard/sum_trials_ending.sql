-- parameters: :now, :until (instants)
-- columns: currency, annual (what they would count once converted, minor units a year), count
SELECT s.currency, coalesce(sum(s.trial_annual_amount), 0)::bigint AS annual, count(*) AS count
FROM billhook.subscriptions s
WHERE s.status = 'trialing' AND NOT s.deleted
  AND s.trial_end >= CAST(:now AS timestamptz) AND s.trial_end < CAST(:until AS timestamptz)
GROUP BY s.currency
ORDER BY s.currency
