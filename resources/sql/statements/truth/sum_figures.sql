-- What subscriptions contribute now.
-- parameters: none
-- columns: currency, annual_amount (minor units a year)
SELECT s.currency, sum(s.annual_amount)::bigint FROM billhook.subscriptions s WHERE s.annual_amount <> 0 GROUP BY s.currency
