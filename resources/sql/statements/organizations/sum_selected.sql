-- What these organizations come to, by currency.
-- parameters: :ids (text array)
-- columns: currency ('' where an organization is billed in none or several), annual (minor units a year), count
SELECT s.billed_in AS currency, coalesce(sum(s.annual_amount), 0)::bigint AS annual, count(*) AS count
FROM billhook.organization_summary s
WHERE s.organization_id = ANY (:ids::uuid[])
GROUP BY s.billed_in
ORDER BY s.billed_in
