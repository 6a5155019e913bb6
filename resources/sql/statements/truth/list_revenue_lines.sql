-- The current revenue history as the digest tells it; part of a statement (Digest). What was observed has no second of its own.
-- parameters: none
-- columns: one line a revision or movement
SELECT ROW ('revision', m.subscription_id, CASE WHEN m.quality <> 'observed' THEN extract(epoch FROM m.eff)::bigint END,
            m.status, m.annual_amount, m.trial_annual_amount, m.committed_annual_amount, m.amount_known, m.currency,
            m.items, m.discounts)::text AS line
  FROM billhook.subscription_revision m
 WHERE m.known_to IS NULL
 UNION ALL
SELECT ROW ('movement', m.customer_id, m.currency,
            CASE WHEN m.event_id NOT LIKE 'obs\_%' THEN extract(epoch FROM m.eff)::bigint END, m.kind, m.amount)::text AS line
  FROM billhook.mrr_movement m
 WHERE m.known_to IS NULL
