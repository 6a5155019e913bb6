-- Creates the locks that do not exist yet, in the order given.
-- parameters: $1 text[], sorted
-- columns: none
INSERT INTO billhook.customer_head (key) SELECT unnest($1::text[]) ON CONFLICT (key) DO NOTHING
