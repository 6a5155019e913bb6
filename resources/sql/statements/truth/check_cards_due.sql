-- What is kept about cards that run out against the mirror, and its sums against what is kept.
-- parameters: none
-- columns: one sentence a difference
WITH summed AS (
    SELECT both_parts.currency, both_parts.day, sum(both_parts.amount)::bigint AS amount, sum(both_parts.count)::bigint AS count
      FROM (SELECT c.currency, c.day, c.amount, c.count FROM billhook.counter c WHERE c.name = 'cards_due'
            UNION ALL
            SELECT d.currency, d.day, d.amount, d.count FROM billhook.counter_delta d WHERE d.name = 'cards_due') both_parts
     GROUP BY 1, 2
), counted AS (
    SELECT k.currency, k.good_until AS day, sum(k.annual_amount)::bigint AS amount, count(*) AS count
      FROM billhook.card_due k GROUP BY 1, 2
)
SELECT * FROM (
    SELECT format('card of subscription %s: kept %s, the mirror says %s', subscription_id, coalesce(k::text, 'nothing'),
                  coalesce(d::text, 'nothing')) AS difference
      FROM billhook.card_due k FULL JOIN billhook.card_due_derived d USING (subscription_id)
     WHERE k::text IS DISTINCT FROM d::text
    UNION ALL
    SELECT format('cards good until %s in %s: kept %s in %s, counted %s in %s', day, currency, coalesce(summed.amount, 0),
                  coalesce(summed.count, 0), coalesce(counted.amount, 0), coalesce(counted.count, 0))
      FROM summed FULL JOIN counted USING (currency, day)
     WHERE coalesce(summed.amount, 0) <> coalesce(counted.amount, 0) OR coalesce(summed.count, 0) <> coalesce(counted.count, 0)) found
 ORDER BY 1
 LIMIT 50
