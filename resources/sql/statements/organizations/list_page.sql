-- One page of organizations by @sort@, @direction@, from an anchor (inclusive) on or from the start.
-- parameters: :archived (boolean: archived ones too), :status, :plan, :currency ('' for all of them),
--             :piece, :other_piece (LIKE patterns of the folded name), :customer (one of the customer's id; '' for all), :whole (boolean: from the start),
--             :from_text, :from_number, :from_id (the anchor, as far as the order has them), :skip, :limit
-- columns: organization_id, name, status, plan, quantity, currency, annual_amount, members, next_renewal, customer_id, archived
SELECT s.organization_id, s.name, s.status, s.plan, s.quantity, s.currency, s.annual_amount, s.members, s.next_renewal,
       s.customer_id, s.archived
FROM (
    SELECT s.organization_id
    FROM billhook.organization_summary s
    WHERE @filter@
      AND (CAST(:whole AS boolean) OR @reached@)
    ORDER BY @order@
    OFFSET CAST(:skip AS bigint) LIMIT CAST(:limit AS bigint)
) k
JOIN billhook.organization_summary s ON s.organization_id = k.organization_id
ORDER BY @order@
