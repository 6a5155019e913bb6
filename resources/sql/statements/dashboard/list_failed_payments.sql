-- Open invoices with a failed attempt, in the order of :ids; the reason is that of the newest declined payment that names the
-- invoice, else of one over the same amount since the invoice was made.
-- parameters: :ids (comma-separated)
-- columns: invoice_id, number, customer_id, organization_id, name, currency, amount_remaining, attempt_count,
--          next_payment_attempt, collection_method, code, decline_code
SELECT i.id AS invoice_id, i.number, i.customer_id, c.organization_id,
       coalesce(o.name, c.name, c.email, i.customer_id, i.id) AS name,
       i.currency, i.amount_remaining, i.attempt_count, i.next_payment_attempt, i.collection_method,
       f.code, f.decline_code
FROM unnest(string_to_array(CAST(:ids AS text), ',')) WITH ORDINALITY AS wanted (id, place)
JOIN billhook.invoices i ON i.id = wanted.id
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
ORDER BY wanted.place
