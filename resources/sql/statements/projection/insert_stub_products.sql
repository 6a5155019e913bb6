-- Products that are referred to without evidence of their own.
-- parameters: $1 text[], ids, sorted
-- columns: none
INSERT INTO billhook.products (id, stub, incomplete)
SELECT given.id, true, 'product:' || given.id = ANY (ARRAY(SELECT unnest(q.object_ids) FROM billhook.event_quarantine q))
  FROM unnest($1::text[]) AS given (id)
    ON CONFLICT (id) DO NOTHING
