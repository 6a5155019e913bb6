-- What the filter leaves: rows and their recurring amounts by currency.
-- parameters: :archived (boolean), :pattern (ILIKE pattern or ''), :exact (a Stripe customer id)
-- columns: currency ('' where an organization is billed in none or several), annual (minor units a year), count
SELECT coalesce(s.currency, '') AS currency, coalesce(sum(s.annual_amount), 0)::bigint AS annual, count(*) AS count
FROM billhook.organization_summary s
WHERE (CAST(:archived AS boolean) OR NOT s.archived)
  AND (CAST(:pattern AS text) = '' OR s.name ILIKE CAST(:pattern AS text) OR s.customer_id = CAST(:exact AS text))
GROUP BY 1
ORDER BY 1
