-- parameters: $1 text[], ids of customers
-- columns: id, customer_id
SELECT s.id, s.customer_id FROM billhook.subscriptions s WHERE s.customer_id = ANY ($1::text[]) AND NOT s.stub
