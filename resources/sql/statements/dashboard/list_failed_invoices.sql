-- The largest open invoices with a failed attempt, of each currency.
-- parameters: :limit (rows of each currency)
-- columns: invoice_id, currency, amount_remaining
WITH RECURSIVE kinds (currency) AS (
    SELECT min(i.currency) FROM billhook.invoices i WHERE i.status = 'open' AND i.payment_failed AND NOT i.deleted
    UNION ALL
    SELECT (SELECT min(i.currency) FROM billhook.invoices i
            WHERE i.status = 'open' AND i.payment_failed AND NOT i.deleted AND i.currency > k.currency)
    FROM kinds k
    WHERE k.currency IS NOT NULL
)
SELECT i.id AS invoice_id, i.currency, i.amount_remaining
FROM kinds k
CROSS JOIN LATERAL (SELECT n.id, n.currency, n.amount_remaining FROM billhook.invoices n
                    WHERE n.status = 'open' AND n.payment_failed AND NOT n.deleted AND n.currency = k.currency
                    ORDER BY n.amount_remaining DESC, n.id
                    LIMIT CAST(:limit AS integer)) i
WHERE k.currency IS NOT NULL
ORDER BY i.currency, i.amount_remaining DESC, i.id
