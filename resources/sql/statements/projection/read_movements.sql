-- The current movements of customers.
-- parameters: $1 text[], ids of customers
-- columns: id, customer_id, currency, eff (UTC seconds), kind, amount, event_id
SELECT m.id, m.customer_id, m.currency, extract(epoch FROM m.eff)::bigint, m.kind, m.amount, m.event_id
  FROM billhook.mrr_movement m
 WHERE m.customer_id = ANY ($1::text[]) AND m.known_to IS NULL
