-- Organizations found by their name or an id, all of them in the order asked for; none when :most were found: too many.
-- parameters: :piece, :other_piece (LIKE patterns of the folded name), :customer (LIKE pattern of the customer's id),
--             :organization (an id or ''), :most (of what is found by text), :archived (boolean: archived ones too), :status,
--             :plan, :currency ('' for all of them), :factors (JSON array of {currency, factor}: minor units of the reporting
--             currency for one minor unit, decimal text or null), :sort (name, status, plan, mrr, currency, members, renewal),
--             :descending (boolean)
-- columns: found (how many, before the filters), organization_id (NULL when the filters leave none), name, status, plan, quantity,
--          currency, annual_amount, members, next_renewal, customer_id, archived
WITH piece AS MATERIALIZED (
    SELECT f.organization_id
    FROM billhook.find_organizations(CAST(:piece AS text), CAST(:other_piece AS text), CAST(:customer AS text), CAST(:most AS integer))
         AS f(organization_id)
), found AS MATERIALIZED (
    SELECT p.organization_id FROM piece p WHERE (SELECT count(*) FROM piece) < CAST(:most AS bigint)
    UNION
    SELECT CAST(nullif(CAST(:organization AS text), '') AS uuid) WHERE CAST(:organization AS text) <> ''
), shown AS (
    SELECT s.*, t.factor IS NULL AS unrated, t.factor * s.annual_amount AS value
    FROM found f
    JOIN billhook.organization_summary s ON s.organization_id = f.organization_id
    LEFT JOIN json_to_recordset(CAST(:factors AS json)) AS t(currency text, factor numeric) ON t.currency = s.billed_in
    WHERE (CAST(:archived AS boolean) OR NOT s.archived)
      AND (CAST(:status AS text) = '' OR s.status = CAST(:status AS text))
      AND (CAST(:plan AS text) = '' OR s.plan = CAST(:plan AS text))
      AND (CAST(:currency AS text) = '' OR s.billed_in = CAST(:currency AS text))
), keyed AS (
    SELECT s.*,
           CASE CAST(:sort AS text) WHEN 'mrr' THEN s.unrated WHEN 'renewal' THEN s.next_renewal IS NULL ELSE false END AS last,
           CASE CAST(:sort AS text) WHEN 'name' THEN s.name WHEN 'plan' THEN s.plan WHEN 'currency' THEN s.billed_in ELSE '' END
               COLLATE "und-x-icu" AS sort_text,
           CASE CAST(:sort AS text) WHEN 'status' THEN s.status_rank WHEN 'plan' THEN s.seats WHEN 'mrr' THEN s.value
               WHEN 'currency' THEN s.annual_amount WHEN 'members' THEN s.members
               WHEN 'renewal' THEN extract(epoch FROM s.next_renewal) ELSE 0 END AS sort_number
    FROM shown s
)
SELECT c.found, s.organization_id, s.name, s.status, s.plan, s.quantity, s.currency, s.annual_amount, s.members, s.next_renewal,
       s.customer_id, s.archived
FROM (SELECT count(*) AS found FROM piece) c LEFT JOIN keyed s ON true
ORDER BY s.last,
         CASE WHEN NOT CAST(:descending AS boolean) THEN s.sort_text END,
         CASE WHEN CAST(:descending AS boolean) THEN s.sort_text END DESC,
         CASE WHEN NOT CAST(:descending AS boolean) THEN s.sort_number END,
         CASE WHEN CAST(:descending AS boolean) THEN s.sort_number END DESC,
         s.organization_id
