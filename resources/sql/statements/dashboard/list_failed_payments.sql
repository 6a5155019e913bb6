-- The largest open invoices with a failed attempt, of each currency; the reason is that of the newest declined payment that
-- names the invoice, else of one over the same amount since the invoice was made.
-- parameters: :limit (rows of each currency)
-- columns: invoice_id, number, customer_id, organization_id, name, currency, amount_remaining, attempt_count,
--          next_payment_attempt, collection_method, code, decline_code
WITH RECURSIVE kinds (currency) AS (
    SELECT min(i.currency) FROM billhook.invoices i WHERE i.status = 'open' AND i.payment_failed AND NOT i.deleted
    UNION ALL
    SELECT (SELECT min(i.currency) FROM billhook.invoices i
            WHERE i.status = 'open' AND i.payment_failed AND NOT i.deleted AND i.currency > k.currency)
    FROM kinds k
    WHERE k.currency IS NOT NULL
)
SELECT i.id AS invoice_id, i.number, i.customer_id, c.organization_id,
       coalesce(o.name, c.name, c.email, i.customer_id, i.id) AS name,
       i.currency, i.amount_remaining, i.attempt_count, i.next_payment_attempt, i.collection_method,
       f.code, f.decline_code
FROM kinds k
CROSS JOIN LATERAL (SELECT * FROM billhook.invoices n
                    WHERE n.status = 'open' AND n.payment_failed AND NOT n.deleted AND n.currency = k.currency
                    ORDER BY n.amount_remaining DESC, n.id
                    LIMIT CAST(:limit AS integer)) i
LEFT JOIN billhook.customers c ON c.id = i.customer_id
LEFT JOIN billhook.organizations o ON o.id = c.organization_id
LEFT JOIN LATERAL (SELECT p.code, p.decline_code
                   FROM billhook.payment_failures p
                   WHERE p.customer_id = i.customer_id AND NOT p.deleted
                     AND (p.invoice_id = i.id OR p.id = i.payment_intent_id
                          OR (p.invoice_id IS NULL AND p.currency = i.currency AND p.amount = i.amount_remaining
                              AND p.created >= i.created))
                   ORDER BY (p.invoice_id IS NOT DISTINCT FROM i.id OR p.id IS NOT DISTINCT FROM i.payment_intent_id) DESC,
                            p.created DESC
                   LIMIT 1) f ON true
WHERE k.currency IS NOT NULL
ORDER BY i.currency, i.amount_remaining DESC, i.id
