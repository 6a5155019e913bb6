-- Replaces the warnings about objects; one that stands already is not told again.
-- parameters: $1 bigint[], $2 text[], kinds (domain::ObjectKind) and ids of the objects; $3 bigint[], $4 text[], $5 text[], $6 text[],
--             $7 text[]: kind, id, customer, warning and detail, one row a warning; $8 text, when they are learned
-- columns: none
WITH wanted AS MATERIALIZED (
    SELECT row.*
      FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[]) AS row (kind, id, customer, warning, detail)
), gone AS (
    DELETE FROM billhook.object_warning w
     USING unnest($1::bigint[], $2::text[]) AS known (kind, id)
     WHERE w.object_id = known.id AND w.object_kind = known.kind
       AND NOT EXISTS (SELECT FROM wanted
                        WHERE wanted.id = w.object_id AND wanted.kind = w.object_kind AND wanted.warning = w.warning)
)
INSERT INTO billhook.object_warning (object_kind, object_id, warning, customer_id, detail, known_at, touched_at)
SELECT wanted.kind, wanted.id, wanted.warning, wanted.customer, wanted.detail, $8::timestamptz, clock_timestamp() FROM wanted
    ON CONFLICT (object_id, object_kind, warning) DO UPDATE
   SET customer_id = excluded.customer_id, detail = excluded.detail, touched_at = excluded.touched_at
