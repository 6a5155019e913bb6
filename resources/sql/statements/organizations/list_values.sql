-- The values that can be filtered by, each once: skips along an index from one value to the next instead of reading all rows.
-- parameters: none
-- columns: kind (status, plan, currency), value
WITH RECURSIVE status AS (
    (SELECT s.status AS value FROM billhook.organization_summary s ORDER BY s.status LIMIT 1)
    UNION ALL
    SELECT (SELECT s.status FROM billhook.organization_summary s WHERE s.status > v.value ORDER BY s.status LIMIT 1)
    FROM status v WHERE v.value IS NOT NULL
), plan AS (
    (SELECT s.plan COLLATE "und-x-icu" AS value FROM billhook.organization_summary s ORDER BY 1 LIMIT 1)
    UNION ALL
    SELECT (SELECT s.plan COLLATE "und-x-icu" FROM billhook.organization_summary s WHERE s.plan COLLATE "und-x-icu" > v.value ORDER BY 1 LIMIT 1)
    FROM plan v WHERE v.value IS NOT NULL
), currency AS (
    (SELECT s.billed_in AS value FROM billhook.organization_summary s ORDER BY s.billed_in LIMIT 1)
    UNION ALL
    SELECT (SELECT s.billed_in FROM billhook.organization_summary s WHERE s.billed_in > v.value ORDER BY s.billed_in LIMIT 1)
    FROM currency v WHERE v.value IS NOT NULL
)
SELECT 'status' AS kind, v.value FROM status v WHERE v.value IS NOT NULL
UNION ALL
SELECT 'plan', v.value COLLATE "default" FROM plan v WHERE v.value IS NOT NULL
UNION ALL
SELECT 'currency', v.value COLLATE "default" FROM currency v WHERE v.value IS NOT NULL
