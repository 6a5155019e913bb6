-- The keys of the rows 0, :step, 2 x :step ... of the organizations by @sort@, @direction@.
-- parameters: :archived (boolean: archived ones too), :status, :plan, :currency ('' for all of them),
--             :piece, :other_piece (LIKE patterns of the folded name), :customer (one of the customer's id; '' for all), :step
-- columns: sort_text, sort_number, organization_id
-- Steps along the index from anchor to anchor: five times faster than numbering every row.
WITH RECURSIVE anchor AS (
    (SELECT 0 AS place, @text@ AS sort_text, @number@ AS sort_number, s.organization_id
     FROM billhook.organization_summary s
     WHERE @filter@
     ORDER BY @order@
     LIMIT 1)
    UNION ALL
    SELECT a.place + 1, n.sort_text, n.sort_number, n.organization_id
    FROM anchor a CROSS JOIN LATERAL (
        SELECT @text@ AS sort_text, @number@ AS sort_number, s.organization_id
        FROM billhook.organization_summary s
        WHERE @filter@
          AND @reached@
        ORDER BY @order@
        OFFSET CAST(:step AS bigint) LIMIT 1) n
)
SELECT a.sort_text, a.sort_number, a.organization_id
FROM anchor a
ORDER BY a.place
