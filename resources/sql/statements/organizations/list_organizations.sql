-- These organizations as they are now.
-- parameters: :ids (text array)
-- columns: organization_id, name, status, plan, quantity, currency, annual_amount, members, next_renewal, customer_id, archived
SELECT s.organization_id, s.name, s.status, s.plan, s.quantity, s.currency, s.annual_amount, s.members, s.next_renewal,
       s.customer_id, s.archived
FROM billhook.organization_summary s
WHERE s.organization_id = ANY (:ids::uuid[])
