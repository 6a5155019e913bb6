-- Locks in the order of keys. A statement of its own: what is read under the locks needs a snapshot taken after them.
-- parameters: $1 text[]
-- columns: key of each that was locked, the newest instant any of them has given out
WITH locked AS MATERIALIZED (
    SELECT h.key, h.known FROM billhook.customer_head h WHERE h.key = ANY ($1::text[]) ORDER BY h.key FOR UPDATE
)
SELECT l.key, coalesce(max(l.known) OVER (), '-infinity')::text FROM locked l
