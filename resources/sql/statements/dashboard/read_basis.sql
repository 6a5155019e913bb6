-- What every figure of the first screen is computed against.
-- parameters: none
-- columns: zone, currency, profile, now (instant), today (date in the reporting zone), earliest (first day with a movement)
SELECT i.zone, i.currency, i.profile, now() AS now, CAST(now() AT TIME ZONE i.zone AS date) AS today,
       least((SELECT min(r.day) FROM billhook.mrr_rollup r), (SELECT min(d.day) FROM billhook.mrr_rollup_delta d)) AS earliest
FROM billhook.installation i
