-- Live subscriptions whose card's last good day lies before :until and before their next invoice, as the counters have them.
-- parameters: :until (date)
-- columns: currency, annual (minor units a year), count
SELECT c.currency, sum(c.amount)::bigint AS annual, sum(c.count)::bigint AS count
FROM (SELECT currency, day, amount, count FROM billhook.counter WHERE name = 'cards_due'
      UNION ALL
      SELECT currency, day, amount::numeric, count FROM billhook.counter_delta WHERE name = 'cards_due') c
WHERE c.day < CAST(:until AS date)
GROUP BY c.currency
HAVING sum(c.amount)::bigint <> 0 OR sum(c.count)::bigint <> 0
ORDER BY c.currency
