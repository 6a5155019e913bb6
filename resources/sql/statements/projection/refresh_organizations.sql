-- Brings the organization list up to date.
-- parameters: $1 text[], ids of organizations; $2 text[], ids of customers, whose organizations are meant as well
-- columns: nothing of use
SELECT billhook.refresh_organizations(ARRAY(
    SELECT given.id::uuid FROM unnest($1::text[]) AS given (id)
     UNION
    SELECT c.organization_id FROM billhook.customers c WHERE c.id = ANY ($2::text[]) AND c.organization_id IS NOT NULL))
