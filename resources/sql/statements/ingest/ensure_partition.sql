-- Makes the partition of the month an event was created in, unless that month is absurd.
-- parameters: $1 bigint, UTC seconds
-- columns: true when events of that month have a partition of their own
SELECT billhook.ensure_event_partition(to_timestamp($1::bigint))
