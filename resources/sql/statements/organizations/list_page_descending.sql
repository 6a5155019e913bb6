-- One page of organizations in descending order, from an anchor (inclusive) on.
-- parameters: :factors (JSON array of {currency, factor}: minor units of the reporting currency for one minor unit, decimal
--             text), :archived (boolean), :pattern (ILIKE pattern or ''), :exact (a Stripe customer id),
--             :sort (name, status, plan, mrr, currency, members, renewal),
--             :from_text, :from_number, :from_id (the anchor), :limit
-- columns: organization_id, name, status, plan, quantity, currency, annual_amount, base_annual (NULL without a rate),
--          members, next_renewal, customer_id, archived
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
               WHEN 'renewal' THEN coalesce(extract(epoch FROM v.next_renewal)::bigint, -9223372036854775807)
               ELSE 0 END::bigint AS sort_number
    FROM valued v
)
SELECT k.organization_id, k.name, k.status, k.plan, k.quantity, k.currency, k.annual_amount, k.base_annual,
       k.members, k.next_renewal, k.customer_id, k.archived
FROM keyed k
WHERE (k.sort_text, k.sort_number, k.organization_id)
      <= (CAST(:from_text AS text) COLLATE "und-x-icu", CAST(:from_number AS bigint), CAST(:from_id AS uuid))
ORDER BY k.sort_text DESC, k.sort_number DESC, k.organization_id DESC
LIMIT CAST(:limit AS integer)
