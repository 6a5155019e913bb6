-- The current revisions of customers.
-- parameters: $1 text[], ids of customers
-- columns: id, subscription_id, customer_id, eff (UTC seconds), status, currency, annual_amount, trial_annual_amount,
--          committed_annual_amount, amount_known, items, discounts, quality, event_id, gap
SELECT r.id, r.subscription_id, r.customer_id, extract(epoch FROM r.eff)::bigint, r.status, r.currency, r.annual_amount,
       r.trial_annual_amount, r.committed_annual_amount, r.amount_known, r.items, r.discounts, r.quality, r.event_id, r.gap
  FROM billhook.subscription_revision r
 WHERE r.customer_id = ANY ($1::text[]) AND r.known_to IS NULL
 ORDER BY r.subscription_id, r.eff
