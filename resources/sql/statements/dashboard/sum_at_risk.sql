-- Open invoices with a failed attempt, as the counters have them.
-- parameters: none
-- columns: currency, amount (minor units remaining), count
SELECT c.currency, sum(c.amount)::bigint AS amount, sum(c.count)::bigint AS count
FROM (SELECT currency, amount, count FROM billhook.counter WHERE name = 'at_risk'
      UNION ALL
      SELECT currency, amount::numeric, count FROM billhook.counter_delta WHERE name = 'at_risk') c
GROUP BY c.currency
HAVING sum(c.amount)::bigint <> 0 OR sum(c.count)::bigint <> 0
ORDER BY c.currency
