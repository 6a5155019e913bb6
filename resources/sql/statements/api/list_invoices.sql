-- An organization's invoices, newest first, from a key on.
-- parameters: :organization uuid, :created timestamptz text or '', :id text, :limit int
-- columns: id, number, subscription_id, status, amount_due, amount_paid, amount_remaining, currency, created, due_date, key (of created)
SELECT i.id, i.number, i.subscription_id, i.status, i.amount_due, i.amount_paid, i.amount_remaining, i.currency, i.created,
       i.due_date, coalesce(i.created, '-infinity')::text AS key
  FROM billhook.customers c
  JOIN billhook.invoices i ON i.customer_id = c.id
 WHERE c.organization_id = CAST(:organization AS uuid) AND NOT i.deleted
   AND (:created = '' OR (coalesce(i.created, '-infinity'), i.id) < (CAST(nullif(:created, '') AS timestamptz), :id))
 ORDER BY coalesce(i.created, '-infinity') DESC, i.id DESC
 LIMIT CAST(:limit AS integer)
