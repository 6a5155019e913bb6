-- Rows that point at nothing, besides those of the mirror that name another object (MirrorStatements).
-- parameters: none
-- columns: one sentence a difference
SELECT * FROM (
    SELECT format('item %s belongs to no subscription', i.id) AS difference
      FROM billhook.subscription_items i
     WHERE NOT EXISTS (SELECT FROM billhook.subscriptions s WHERE s.id = i.subscription_id)
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
