-- What present subscribers make of each plan: subscriptions that hold its product, and what counts of it a year in the currency of
-- its default price. A subscription that counts nothing (a trial) brings nothing.
-- parameters: :plan id, or '' for all
-- columns: plan, subscribers, annual
SELECT p.id AS plan, count(DISTINCT s.id) AS subscribers,
       coalesce(sum(i.annual_amount) FILTER (WHERE s.currency = r.currency AND s.annual_amount > 0), 0)::bigint AS annual
  FROM billhook.plans p
  LEFT JOIN billhook.plan_prices r ON r.plan_id = p.id AND r.is_default
  JOIN billhook.subscription_items i ON i.product_id = p.stripe_product_id
  JOIN billhook.subscriptions s ON s.id = i.subscription_id AND s.status IN ('active', 'trialing', 'past_due') AND NOT s.deleted
 WHERE :plan = '' OR p.id::text = :plan
 GROUP BY p.id
