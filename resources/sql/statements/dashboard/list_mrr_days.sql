-- Net annual movements of each currency and kind: one sum of everything before :from, then the days. A list a kind instead of a
-- row a day: two years are thousands of rows, and reading them would take longer than finding them.
-- parameters: :from, :to (dates, half-open)
-- columns: currency, kind, before (signed, minor units a year), days (counted from :from, separated by spaces, in any order, a
--          day perhaps in parts), amounts (as many)
SELECT r.currency, r.kind,
       coalesce(sum(r.amount) FILTER (WHERE r.day < CAST(:from AS date)), 0)::bigint AS before,
       string_agg(CAST(r.day - CAST(:from AS date) AS text), ' ') FILTER (WHERE r.day >= CAST(:from AS date)) AS days,
       string_agg(CAST(r.amount AS text), ' ') FILTER (WHERE r.day >= CAST(:from AS date)) AS amounts
FROM (SELECT day, currency, kind, amount::bigint AS amount FROM billhook.mrr_rollup
      UNION ALL
      SELECT day, currency, kind, amount FROM billhook.mrr_rollup_delta) r
WHERE r.day < CAST(:to AS date)
GROUP BY r.currency, r.kind
