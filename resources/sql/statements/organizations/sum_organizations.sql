-- What the filters leave: rows and their recurring amounts by currency.
-- parameters: :archived (boolean: archived ones too), :status, :plan, :currency ('' for all of them),
--             :piece, :other_piece (LIKE patterns of the folded name), :customer (one of the customer's id; '' for all)
-- columns: currency ('' where an organization is billed in none or several), annual (minor units a year), count
SELECT s.billed_in AS currency, coalesce(sum(s.annual_amount), 0)::bigint AS annual, count(*) AS count
FROM billhook.organization_summary s
WHERE @filter@
GROUP BY s.billed_in
ORDER BY s.billed_in
