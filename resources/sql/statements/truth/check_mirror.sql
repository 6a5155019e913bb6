-- A subscription shows the amounts of its last revision; its items belong to it.
-- parameters: none
-- columns: one sentence a difference
WITH heads AS (
    SELECT DISTINCT ON (r.subscription_id) r.subscription_id, r.status, r.annual_amount, r.trial_annual_amount,
           r.committed_annual_amount
      FROM billhook.subscription_revision r WHERE r.known_to IS NULL ORDER BY r.subscription_id, r.eff DESC
)
SELECT format('subscription %s shows %s %s, its last revision says %s %s', coalesce(s.id, h.subscription_id), s.status,
              s.annual_amount, h.status, h.annual_amount)
  FROM billhook.subscriptions s FULL JOIN heads h ON h.subscription_id = s.id
 WHERE s.id IS NULL OR h.subscription_id IS NULL OR s.status IS DISTINCT FROM h.status
    OR s.annual_amount IS DISTINCT FROM h.annual_amount OR s.trial_annual_amount IS DISTINCT FROM h.trial_annual_amount
    OR s.committed_annual_amount IS DISTINCT FROM h.committed_annual_amount
 ORDER BY 1
 LIMIT 50
