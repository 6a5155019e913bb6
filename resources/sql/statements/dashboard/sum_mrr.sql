-- What recurs in a year, of the whole company.
-- parameters: :today (date in the reporting zone)
-- columns: currency, amount (minor units a year)
SELECT moved.currency, sum(moved.amount)::bigint AS amount
  FROM (SELECT currency, amount FROM billhook.mrr_rollup WHERE day <= CAST(:today AS date)
        UNION ALL
        SELECT currency, amount FROM billhook.mrr_rollup_delta WHERE day <= CAST(:today AS date)) AS moved
 GROUP BY moved.currency
