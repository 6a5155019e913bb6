-- Opening + movements = closing at the end of every day: movements against the balance the subscriptions make.
-- parameters: none
-- columns: one sentence a difference
WITH zone AS (
    SELECT i.zone FROM billhook.installation i
), moved AS (
    SELECT m.currency, (m.eff AT TIME ZONE (SELECT zone.zone FROM zone))::date AS day, sum(m.amount)::bigint AS amount
      FROM billhook.mrr_movement m WHERE m.known_to IS NULL GROUP BY 1, 2
), steps AS (
    SELECT r.currency, r.eff, r.annual_amount, lag(r.currency) OVER life AS old_currency,
           lag(r.annual_amount) OVER life AS old_annual
      FROM billhook.subscription_revision r
     WHERE r.known_to IS NULL
    WINDOW life AS (PARTITION BY r.subscription_id ORDER BY r.eff)
), changed AS (
    SELECT both_parts.currency, (both_parts.eff AT TIME ZONE (SELECT zone.zone FROM zone))::date AS day,
           sum(both_parts.amount)::bigint AS amount
      FROM (SELECT s.currency, s.eff, s.annual_amount AS amount FROM steps s
            UNION ALL
            SELECT s.old_currency, s.eff, -s.old_annual FROM steps s WHERE s.old_currency IS NOT NULL) both_parts
     GROUP BY 1, 2
)
SELECT format('%s in %s: movements of %s, balance changed by %s', day, currency, coalesce(moved.amount, 0),
              coalesce(changed.amount, 0))
  FROM moved FULL JOIN changed USING (currency, day)
 WHERE coalesce(moved.amount, 0) <> coalesce(changed.amount, 0)
 ORDER BY day, currency
 LIMIT 50
