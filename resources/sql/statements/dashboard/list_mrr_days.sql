-- Net annual movements by day and currency; everything before :from is one row dated the day before it.
-- parameters: :from, :to (dates, half-open)
-- columns: currency, day, new, reactivation, expansion, contraction, churn (signed, minor units a year)
SELECT r.currency,
       greatest(r.day, CAST(:from AS date) - 1) AS day,
       coalesce(sum(r.amount) FILTER (WHERE r.kind = 'new'), 0)::bigint AS new,
       coalesce(sum(r.amount) FILTER (WHERE r.kind = 'reactivation'), 0)::bigint AS reactivation,
       coalesce(sum(r.amount) FILTER (WHERE r.kind = 'expansion'), 0)::bigint AS expansion,
       coalesce(sum(r.amount) FILTER (WHERE r.kind = 'contraction'), 0)::bigint AS contraction,
       coalesce(sum(r.amount) FILTER (WHERE r.kind = 'churn'), 0)::bigint AS churn
FROM (SELECT day, currency, kind, amount FROM billhook.mrr_rollup
      UNION ALL
      SELECT day, currency, kind, amount::numeric FROM billhook.mrr_rollup_delta) r
WHERE r.day < CAST(:to AS date)
GROUP BY 1, 2
ORDER BY 1, 2
