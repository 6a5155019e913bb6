-- One page of organizations by MRR in the reporting currency, @direction@, from an anchor (inclusive) on or from the start.
-- Amounts of one currency are in order in an index; the order of all is those merged. Currencies without a rate come last.
-- parameters: :archived (boolean: archived ones too), :status, :plan, :currency ('' for all of them),
--             :piece, :other_piece (LIKE patterns of the folded name), :customer (one of the customer's id; '' for all),
--             :factors (JSON array of {currency, factor}: minor units of the reporting currency for one minor unit, decimal
--             text or null), :whole (boolean: from the start), :from_text, :from_number, :from_id (the anchor: currency, annual
--             amount, id), :bounded (boolean), :until_text, :until_number, :until_id (an anchor the page ends before), :skip, :limit
-- columns: organization_id, name, status, plan, quantity, currency, annual_amount, members, next_renewal, customer_id, archived
WITH stream AS (
    SELECT f.currency COLLATE "C" AS currency, CAST(f.factor AS numeric) AS factor
    FROM json_to_recordset(CAST(:factors AS json)) AS f(currency text, factor text)
), edge AS (
    SELECT 'from' AS name, CAST(:from_text AS text) AS currency, CAST(:from_number AS bigint) AS amount, CAST(:from_id AS uuid) AS id
    WHERE NOT CAST(:whole AS boolean)
    UNION ALL
    SELECT 'until', CAST(:until_text AS text), CAST(:until_number AS bigint), CAST(:until_id AS uuid)
    WHERE CAST(:bounded AS boolean)
), reached AS (
    -- Amounts of a currency are worth as much as the edge's from `amount` on, exactly so when `exact`.
    SELECT e.name, e.currency AS edge_currency, e.amount AS edge_amount, e.id AS edge_id, o.factor IS NOT NULL AS edge_rated,
           t.currency, t.factor, div(o.factor * e.amount, nullif(t.factor, 0)) AS amount,
           div(o.factor * e.amount, nullif(t.factor, 0)) * t.factor = o.factor * e.amount AS exact
    FROM edge e JOIN stream o ON o.currency = e.currency CROSS JOIN stream t
), place AS (
    -- Where each currency goes on from an edge: amount and id, no amount when all of it comes before.
    SELECT r.name, r.currency,
           CASE WHEN r.currency = r.edge_currency THEN r.edge_amount
                WHEN r.factor IS NULL AND (r.edge_rated OR r.currency @beyond@ r.edge_currency) THEN @first_amount@
                WHEN r.factor IS NULL OR NOT r.edge_rated THEN NULL
                WHEN r.factor = 0 THEN @zero@
                WHEN r.exact AND r.currency @beyond@ r.edge_currency THEN r.amount
                WHEN r.exact THEN r.amount @next@
                ELSE r.amount @inexact@ END::bigint AS amount,
           CASE WHEN r.currency = r.edge_currency THEN r.edge_id ELSE @first_id@ END AS id
    FROM reached r
), range AS (
    SELECT t.currency, t.factor,
           CASE WHEN CAST(:whole AS boolean) THEN @first_amount@ ELSE f.amount END AS from_amount, coalesce(f.id, @first_id@) AS from_id,
           coalesce(u.amount, @last_amount@) AS until_amount,
           CASE WHEN u.amount IS NULL THEN @last_id@ ELSE u.id END AS until_id
    FROM stream t
    LEFT JOIN place f ON f.currency = t.currency AND f.name = 'from'
    LEFT JOIN place u ON u.currency = t.currency AND u.name = 'until'
    WHERE CAST(:currency AS text) = '' OR t.currency = CAST(:currency AS text)
)
SELECT s.organization_id, s.name, s.status, s.plan, s.quantity, s.currency, s.annual_amount, s.members, s.next_renewal,
       s.customer_id, s.archived
FROM (
    SELECT t.currency, t.factor, n.annual_amount, n.organization_id
    FROM range t CROSS JOIN LATERAL (
        SELECT s.annual_amount, s.organization_id
        FROM billhook.organization_summary s
        WHERE s.billed_in = t.currency AND @filter@
          AND (s.annual_amount, s.organization_id) @after@ (t.from_amount, t.from_id)
          AND (s.annual_amount, s.organization_id) @before@ (t.until_amount, t.until_id)
        ORDER BY s.annual_amount @way@, s.organization_id @way@
        LIMIT CAST(:skip AS bigint) + CAST(:limit AS bigint)) n
    ORDER BY t.factor IS NULL, t.factor * n.annual_amount @way@, t.currency @way@, n.annual_amount @way@, n.organization_id @way@
    OFFSET CAST(:skip AS bigint) LIMIT CAST(:limit AS bigint)
) k
JOIN billhook.organization_summary s ON s.organization_id = k.organization_id
ORDER BY k.factor IS NULL, k.factor * k.annual_amount @way@, k.currency @way@, k.annual_amount @way@, k.organization_id @way@
