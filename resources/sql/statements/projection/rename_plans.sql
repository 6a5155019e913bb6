-- Subscriptions show the name of the product of the item that costs most.
-- parameters: $1 text[], ids of products that have got a name
-- columns: customer_id, of those that changed
UPDATE billhook.subscriptions s
   SET plan_name = p.name
  FROM billhook.subscription_items i
  JOIN billhook.products p ON p.id = i.product_id
 WHERE i.product_id = ANY ($1::text[]) AND s.id = i.subscription_id AND p.name IS NOT NULL
   AND s.plan_name IS DISTINCT FROM p.name
   AND i.id = (SELECT f.id FROM billhook.subscription_items f WHERE f.subscription_id = s.id
                ORDER BY f.annual_amount DESC NULLS LAST, f.id LIMIT 1)
RETURNING s.customer_id
