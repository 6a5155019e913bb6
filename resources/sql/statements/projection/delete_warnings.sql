-- Takes back all warnings about objects.
-- parameters: $1 bigint[], their kinds (domain::ObjectKind), $2 text[], their ids
-- columns: none
DELETE FROM billhook.object_warning w
 USING unnest($1::bigint[], $2::text[]) AS known (kind, id)
 WHERE w.object_id = known.id AND w.object_kind = known.kind
