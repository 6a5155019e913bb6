-- The organizations of customers.
-- parameters: $1 text[], ids of customers
-- columns: organization_id
SELECT DISTINCT c.organization_id FROM billhook.customers c
 WHERE c.id = ANY ($1::text[]) AND c.organization_id IS NOT NULL
