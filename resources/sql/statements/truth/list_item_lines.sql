-- Items as the digest tells them; part of a statement (Digest).
-- parameters: none
-- columns: one line an item
SELECT ROW ('subscription_items', m.id, m.subscription_id, m.price_id, m.product_id, m.quantity,
            extract(epoch FROM m.current_period_start)::bigint, extract(epoch FROM m.current_period_end)::bigint,
            m.discounts, m.annual_amount)::text AS line
  FROM billhook.subscription_items m
