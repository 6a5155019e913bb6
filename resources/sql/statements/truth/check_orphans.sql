-- Rows that point at nothing.
-- parameters: none
-- columns: one sentence a difference
SELECT * FROM (
    SELECT format('item %s belongs to no subscription', i.id) AS difference
      FROM billhook.subscription_items i
     WHERE NOT EXISTS (SELECT FROM billhook.subscriptions s WHERE s.id = i.subscription_id)
    UNION ALL
    SELECT format('subscription %s has no customer %s', s.id, s.customer_id)
      FROM billhook.subscriptions s
     WHERE s.customer_id IS NOT NULL AND NOT EXISTS (SELECT FROM billhook.customers c WHERE c.id = s.customer_id)
    UNION ALL
    SELECT format('invoice %s has no customer %s', i.id, i.customer_id)
      FROM billhook.invoices i
     WHERE i.customer_id IS NOT NULL AND NOT EXISTS (SELECT FROM billhook.customers c WHERE c.id = i.customer_id)
    UNION ALL
    SELECT format('item %s has no price %s', i.id, i.price_id)
      FROM billhook.subscription_items i
     WHERE NOT EXISTS (SELECT FROM billhook.prices p WHERE p.id = i.price_id)
    UNION ALL
    SELECT format('queue waits for event %s, which is not stored', q.event_id)
      FROM billhook.event_queue q
     WHERE NOT EXISTS (SELECT FROM billhook.stripe_event e WHERE e.id = q.event_id AND e.created = q.created)
    UNION ALL
    SELECT format('movement %s belongs to no customer', m.id)
      FROM billhook.mrr_movement m
     WHERE NOT EXISTS (SELECT FROM billhook.customers c WHERE c.id = m.customer_id)) found
 ORDER BY 1
 LIMIT 50
