-- Brings what is kept about cards that run out up to date, and its sums; what stays the same is not written.
-- parameters: $1 text[], ids of customers, whose heads are locked
-- columns: none
WITH due AS MATERIALIZED (
    SELECT * FROM billhook.card_due_derived d WHERE d.customer_id = ANY ($1::text[])
), kept AS MATERIALIZED (
    SELECT * FROM billhook.card_due k WHERE k.customer_id = ANY ($1::text[])
), gone AS (
    DELETE FROM billhook.card_due k
     WHERE k.subscription_id IN (SELECT subscription_id FROM kept EXCEPT SELECT subscription_id FROM due)
), written AS (
    INSERT INTO billhook.card_due (subscription_id, customer_id, payment_method_id, currency, annual_amount, good_until, renews_at)
    SELECT subscription_id, customer_id, payment_method_id, currency, annual_amount, good_until, renews_at
      FROM (SELECT * FROM due EXCEPT SELECT * FROM kept) changed
        ON CONFLICT (subscription_id) DO UPDATE SET customer_id = excluded.customer_id,
        payment_method_id = excluded.payment_method_id, currency = excluded.currency, annual_amount = excluded.annual_amount,
        good_until = excluded.good_until, renews_at = excluded.renews_at
)
INSERT INTO billhook.counter_delta (name, currency, day, amount, count)
SELECT 'cards_due', step.currency, step.good_until, sum(step.amount)::bigint, sum(step.count)::bigint
  FROM (SELECT due.currency, due.good_until, due.annual_amount AS amount, 1 AS count FROM due
        UNION ALL
        SELECT kept.currency, kept.good_until, -kept.annual_amount, -1 FROM kept) step
 GROUP BY step.currency, step.good_until
HAVING sum(step.amount)::bigint <> 0 OR sum(step.count)::bigint <> 0
