-- Notes how all facts are read from now on.
-- parameters: $1 bigint, the number of that way
-- columns: none
UPDATE billhook.installation SET facts_reading = $1::bigint WHERE facts_reading IS DISTINCT FROM $1::bigint
