-- How the counters moved, in steps of :step days from :from on; step -1 is everything before it.
-- parameters: :from, :to (dates, half-open), :compare (date), :step (days, at least 1)
-- columns: name, currency, step, compared (the day is not after :compare), amount (minor units), count; both are changes, not
--          values: add them up
SELECT c.name,
       c.currency,
       CASE WHEN c.day < CAST(:from AS date) THEN -1
            ELSE (c.day - CAST(:from AS date)) / CAST(:step AS integer) END AS step,
       c.day <= CAST(:compare AS date) AS compared,
       sum(c.amount)::bigint AS amount,
       sum(c.count)::bigint AS count
FROM (SELECT name, currency, day, amount::bigint AS amount, count FROM billhook.counter
      UNION ALL
      SELECT name, currency, day, amount, count FROM billhook.counter_delta) c
WHERE c.day < CAST(:to AS date) AND c.name <> 'cards_due'
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
