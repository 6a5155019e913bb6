-- What is at risk by the counters, against the invoices that wait after a failed attempt.
-- parameters: none
-- columns: one sentence a difference
WITH kept AS (
    SELECT both_parts.currency, sum(both_parts.amount)::bigint AS amount, sum(both_parts.count)::bigint AS count
      FROM (SELECT c.currency, c.amount, c.count FROM billhook.counter c WHERE c.name = 'at_risk'
            UNION ALL
            SELECT d.currency, d.amount, d.count FROM billhook.counter_delta d WHERE d.name = 'at_risk') both_parts
     GROUP BY 1
), counted AS (
    SELECT i.currency, sum(i.amount_remaining)::bigint AS amount, count(*) AS count
      FROM billhook.invoices i WHERE i.payment_failed AND NOT i.deleted GROUP BY 1
)
SELECT format('at risk in %s: kept %s in %s, counted %s in %s', currency, coalesce(kept.amount, 0), coalesce(kept.count, 0),
              coalesce(counted.amount, 0), coalesce(counted.count, 0))
  FROM kept FULL JOIN counted USING (currency)
 WHERE coalesce(kept.amount, 0) <> coalesce(counted.amount, 0) OR coalesce(kept.count, 0) <> coalesce(counted.count, 0)
 ORDER BY currency
 LIMIT 50
