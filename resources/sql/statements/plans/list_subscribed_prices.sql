-- How many present subscriptions hold each price of a product, and what counts of them a year. A subscription that counts nothing
-- (a trial) brings nothing.
-- parameters: :product
-- columns: price, currency, subscriptions, annual
SELECT coalesce(i.price_id, '') AS price, coalesce(s.currency, '') AS currency, count(DISTINCT s.id) AS subscriptions,
       coalesce(sum(i.annual_amount) FILTER (WHERE s.annual_amount > 0), 0)::bigint AS annual
  FROM billhook.subscription_items i
  JOIN billhook.subscriptions s ON s.id = i.subscription_id AND s.status IN ('active', 'trialing', 'past_due') AND NOT s.deleted
 WHERE i.product_id = :product
 GROUP BY 1, 2
