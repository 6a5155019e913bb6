-- Subscriptions whose amount waits for one of these objects.
-- parameters: $1 text[], ids of prices, coupons, discounts
-- columns: object_id, customer_id
SELECT DISTINCT w.object_id, w.customer_id FROM billhook.object_wait w WHERE w.waits_for = ANY ($1::text[])
