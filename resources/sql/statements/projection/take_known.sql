-- The instant at which this projection learns what it learns: later than anything known under its locks.
-- parameters: $1 text, the newest instant given out before
-- columns: timestamptz
SELECT greatest(clock_timestamp(), $1::timestamptz + interval '1 microsecond')::text
