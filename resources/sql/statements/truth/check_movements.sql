-- The current movements of a customer add up to what its subscriptions contribute now.
-- parameters: none
-- columns: one sentence a difference
WITH moved AS (
    SELECT m.customer_id, m.currency, sum(m.amount)::bigint AS amount
      FROM billhook.mrr_movement m WHERE m.known_to IS NULL GROUP BY 1, 2
), heads AS (
    SELECT DISTINCT ON (r.subscription_id) r.customer_id, r.currency, r.annual_amount
      FROM billhook.subscription_revision r WHERE r.known_to IS NULL ORDER BY r.subscription_id, r.eff DESC
), standing AS (
    SELECT h.customer_id, h.currency, sum(h.annual_amount)::bigint AS amount FROM heads h GROUP BY 1, 2
)
SELECT format('movements of %s in %s add up to %s, its subscriptions to %s', customer_id, currency,
              coalesce(moved.amount, 0), coalesce(standing.amount, 0))
  FROM moved FULL JOIN standing USING (customer_id, currency)
 WHERE coalesce(moved.amount, 0) <> coalesce(standing.amount, 0)
 ORDER BY customer_id, currency
 LIMIT 50
