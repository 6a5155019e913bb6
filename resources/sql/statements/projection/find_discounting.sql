-- Of these customers, those that have or had a discount of their own, with the objects that tell about it.
-- parameters: $1 text[], ids of customers
-- columns: customer_id, object_kind, object_id
SELECT DISTINCT f.customer_id, f.object_kind, f.object_id
  FROM billhook.object_fact f
 WHERE f.discounting AND f.customer_id = ANY ($1::text[])
