-- Everything known about objects.
-- parameters: $1 bigint[], kinds of objects (domain::ObjectKind), $2 text[], their ids
-- columns: object_id, event_id, object_kind, customer_id, fact_kind, event_type, phase, at, at_high, request_id, post, pre,
--          listed (comma-separated)
SELECT f.object_id, f.event_id, f.object_kind, f.customer_id, f.fact_kind, f.event_type, f.phase, f.at, f.at_high,
       f.request_id, f.post, f.pre, array_to_string(f.listed, ',')
  FROM unnest($1::bigint[], $2::text[]) AS given (kind, id)
 CROSS JOIN LATERAL (SELECT * FROM billhook.object_fact o
                      WHERE o.object_id = given.id AND o.object_kind = given.kind OFFSET 0) f
