-- The keys of the rows 0, :step, 2 x :step ... of the organizations by MRR in the reporting currency, @direction@.
-- parameters: :archived (boolean: archived ones too), :status, :plan, :currency ('' for all of them),
--             :piece, :other_piece (LIKE patterns of the folded name), :customer (one of the customer's id; '' for all), :step,
--             :factors (JSON array of {currency, factor}: minor units of the reporting currency for one minor unit, decimal
--             text or null)
-- columns: sort_text (currency), sort_number (annual amount), organization_id
-- Equal amounts are counted first, which gives each of them its place; then each is stepped through by itself.
WITH RECURSIVE stream AS (
    SELECT f.currency COLLATE "C" AS currency, CAST(f.factor AS numeric) AS factor
    FROM json_to_recordset(CAST(:factors AS json)) AS f(currency text, factor text)
), counted AS MATERIALIZED (
    SELECT s.billed_in, s.annual_amount, count(*) AS number
    FROM billhook.organization_summary s
    WHERE @filter@
    GROUP BY s.billed_in, s.annual_amount
), placed AS MATERIALIZED (
    SELECT c.billed_in, c.annual_amount, c.number,
           (sum(c.number) OVER (ORDER BY t.factor IS NULL, t.factor * c.annual_amount @way@, c.billed_in @way@, c.annual_amount @way@))::bigint
           - c.number AS place
    FROM counted c JOIN stream t ON t.currency = c.billed_in
), anchor AS (
    SELECT p.place + p.ahead AS place, p.billed_in, p.annual_amount, n.organization_id
    FROM (SELECT q.*, (CAST(:step AS bigint) - q.place % CAST(:step AS bigint)) % CAST(:step AS bigint) AS ahead FROM placed q) p
    CROSS JOIN LATERAL (
        SELECT s.organization_id
        FROM billhook.organization_summary s
        WHERE s.billed_in = p.billed_in AND s.annual_amount = p.annual_amount AND @filter@
        ORDER BY s.billed_in @way@, s.annual_amount @way@, s.organization_id @way@
        OFFSET p.ahead LIMIT 1) n
    WHERE p.ahead < p.number
    UNION ALL
    SELECT a.place + CAST(:step AS bigint), a.billed_in, a.annual_amount, n.organization_id
    FROM anchor a CROSS JOIN LATERAL (
        SELECT s.organization_id
        FROM billhook.organization_summary s
        WHERE s.billed_in = a.billed_in AND s.annual_amount = a.annual_amount AND s.organization_id @after@ a.organization_id AND @filter@
        ORDER BY s.billed_in @way@, s.annual_amount @way@, s.organization_id @way@
        OFFSET CAST(:step AS bigint) LIMIT 1) n
)
SELECT a.billed_in AS sort_text, a.annual_amount AS sort_number, a.organization_id
FROM anchor a
ORDER BY a.place
