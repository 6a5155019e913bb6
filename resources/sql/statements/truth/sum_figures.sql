-- The figures by which a rebuild is judged.
-- parameters: none
-- columns: name (customers, movements; else a currency), value (paying customers, movements; annual recurring revenue in minor units)
SELECT s.currency, sum(s.annual_amount)::bigint FROM billhook.subscriptions s WHERE s.annual_amount <> 0 GROUP BY s.currency
UNION ALL
SELECT 'customers', count(DISTINCT s.customer_id) FROM billhook.subscriptions s WHERE s.annual_amount > 0
UNION ALL
SELECT 'movements', count(*) FROM billhook.mrr_movement m WHERE m.known_to IS NULL
