-- parameters: $1 text[], keys; $2 text, the instant given out
-- columns: none
UPDATE billhook.customer_head SET known = $2::timestamptz WHERE key = ANY ($1::text[])
