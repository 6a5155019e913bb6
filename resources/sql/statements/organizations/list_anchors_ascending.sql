-- The key of the first row of each page in ascending order.
-- parameters: :factors (JSON array of {currency, factor}: minor units of the reporting currency for one minor unit, decimal
--             text), :archived (boolean), :pattern (ILIKE pattern or ''), :exact (a Stripe customer id),
--             :sort (name, status, plan, mrr, currency, members, renewal), :page (rows of a page)
-- columns: sort_text, sort_number, organization_id
WITH factors AS (
    SELECT f.currency, CAST(f.factor AS numeric) AS factor
    FROM json_to_recordset(CAST(:factors AS json)) AS f(currency text, factor text)
), valued AS (
    SELECT s.*, round(s.annual_amount * f.factor)::bigint AS base_annual
    FROM billhook.organization_summary s
    LEFT JOIN factors f ON f.currency = s.currency
    WHERE (CAST(:archived AS boolean) OR NOT s.archived)
      AND (CAST(:pattern AS text) = '' OR s.name ILIKE CAST(:pattern AS text) OR s.customer_id = CAST(:exact AS text))
), keyed AS (
    SELECT v.*,
           CASE CAST(:sort AS text)
               WHEN 'name' THEN v.name
               WHEN 'plan' THEN v.plan
               WHEN 'currency' THEN coalesce(v.currency, '')
               ELSE '' END COLLATE "und-x-icu" AS sort_text,
           CASE CAST(:sort AS text)
               WHEN 'status' THEN coalesce(array_position(ARRAY['past_due', 'unpaid', 'ending', 'trialing', 'active', 'paused', 'canceled', 'none'], v.status), 0)
               WHEN 'plan' THEN coalesce(v.quantity, 0)
               WHEN 'mrr' THEN coalesce(v.base_annual, -1)
               WHEN 'currency' THEN v.annual_amount
               WHEN 'members' THEN v.members
               WHEN 'renewal' THEN coalesce(extract(epoch FROM v.next_renewal)::bigint, 9223372036854775807)
               ELSE 0 END::bigint AS sort_number
    FROM valued v
), numbered AS (
    SELECT k.sort_text, k.sort_number, k.organization_id, row_number() OVER (ORDER BY k.sort_text, k.sort_number, k.organization_id) AS position
    FROM keyed k
)
SELECT n.sort_text, n.sort_number, n.organization_id
FROM numbered n
WHERE (n.position - 1) % CAST(:page AS bigint) = 0
ORDER BY n.position
