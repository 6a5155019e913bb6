-- parameters: $1 text[], subscriptions whose waits are replaced; $2 text[], $3 text[], $4 bigint[], $5 text[]: subscription,
--             customer and what it waits for, kind and id, one row a wait
-- columns: none
WITH gone AS (
    DELETE FROM billhook.object_wait w
     WHERE w.object_id = ANY ($1::text[])
       AND NOT EXISTS (SELECT FROM unnest($2::text[], $4::bigint[], $5::text[]) AS kept (object_id, waits_kind, waits_for)
                        WHERE kept.object_id = w.object_id AND kept.waits_kind = w.waits_kind
                          AND kept.waits_for = w.waits_for)
)
INSERT INTO billhook.object_wait (object_id, customer_id, waits_kind, waits_for)
SELECT * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::text[])
    ON CONFLICT DO NOTHING
