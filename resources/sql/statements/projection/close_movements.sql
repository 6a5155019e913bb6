-- parameters: $1 bigint[], ids of rows; $2 text, when it was learned
-- columns: none
UPDATE billhook.mrr_movement SET known_to = $2::timestamptz WHERE id = ANY ($1::bigint[])
