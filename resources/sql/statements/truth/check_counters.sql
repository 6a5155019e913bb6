-- Counters and their deltas against a recount. Subscriptions that change within a day count by what the day leaves.
-- parameters: none
-- columns: one sentence a difference
WITH zone AS (
    SELECT i.zone FROM billhook.installation i
), kept AS (
    SELECT both_parts.name, both_parts.currency, both_parts.day, sum(both_parts.amount)::bigint AS amount, sum(both_parts.count)::bigint AS count
      FROM (SELECT c.name, c.currency, c.day, c.amount, c.count FROM billhook.counter c WHERE c.name NOT IN ('at_risk', 'cards_due')
            UNION ALL
            SELECT d.name, d.currency, d.day, d.amount, d.count FROM billhook.counter_delta d WHERE d.name NOT IN ('at_risk', 'cards_due')) both_parts
     GROUP BY 1, 2, 3
), steps AS (
    SELECT r.currency, r.eff, r.annual_amount AS annual, (r.annual_amount > 0)::int AS paying,
           CASE WHEN r.status = 'trialing' THEN r.trial_annual_amount ELSE 0 END AS trial, (r.status = 'trialing')::int AS trialing,
           lag(r.currency) OVER life AS old_currency, lag(r.annual_amount) OVER life AS old_annual,
           lag((r.annual_amount > 0)::int) OVER life AS old_paying,
           lag(CASE WHEN r.status = 'trialing' THEN r.trial_annual_amount ELSE 0 END) OVER life AS old_trial,
           lag((r.status = 'trialing')::int) OVER life AS old_trialing
      FROM billhook.subscription_revision r
     WHERE r.known_to IS NULL
    WINDOW life AS (PARTITION BY r.subscription_id ORDER BY r.eff)
), begun AS (
    SELECT m.customer_id, m.eff,
           sum(CASE WHEN m.kind IN ('new', 'reactivation') THEN 1 WHEN m.kind = 'churn' THEN -1 ELSE 0 END)::bigint AS begun
      FROM billhook.mrr_movement m WHERE m.known_to IS NULL GROUP BY 1, 2
), changes AS (
    SELECT 'subscribed' AS name, s.currency, s.eff, s.annual AS amount, s.paying AS count FROM steps s
    UNION ALL
    SELECT 'subscribed', s.old_currency, s.eff, -s.old_annual, -s.old_paying FROM steps s WHERE s.old_currency IS NOT NULL
    UNION ALL
    SELECT 'trialing', s.currency, s.eff, s.trial, s.trialing FROM steps s
    UNION ALL
    SELECT 'trialing', s.old_currency, s.eff, -s.old_trial, -s.old_trialing FROM steps s WHERE s.old_currency IS NOT NULL
    UNION ALL
    SELECT 'paying', m.currency, m.eff, m.amount,
           CASE WHEN m.kind IN ('new', 'reactivation') THEN 1 WHEN m.kind = 'churn' THEN -1 ELSE 0 END
      FROM billhook.mrr_movement m WHERE m.known_to IS NULL
    UNION ALL
    SELECT 'customers', '', p.eff, 0, (p.after > 0)::int - (p.after - p.begun > 0)::int
      FROM (SELECT b.eff, b.begun, (sum(b.begun) OVER (PARTITION BY b.customer_id ORDER BY b.eff))::bigint AS after FROM begun b) p
), counted AS (
    SELECT c.name, c.currency, (c.eff AT TIME ZONE (SELECT zone.zone FROM zone))::date AS day, sum(c.amount)::bigint AS amount,
           sum(c.count)::bigint AS count
      FROM changes c GROUP BY 1, 2, 3
)
SELECT format('counter %s %s %s: kept %s in %s, counted %s in %s', name, currency, day, coalesce(kept.amount, 0),
              coalesce(kept.count, 0), coalesce(counted.amount, 0), coalesce(counted.count, 0))
  FROM kept FULL JOIN counted USING (name, currency, day)
 WHERE coalesce(kept.amount, 0) <> coalesce(counted.amount, 0) OR coalesce(kept.count, 0) <> coalesce(counted.count, 0)
 ORDER BY name, currency, day
 LIMIT 50
