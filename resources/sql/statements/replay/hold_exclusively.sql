-- Held by a rebuild until its transaction ends; projections wait meanwhile.
-- parameters: none
-- columns: nothing of use
SELECT pg_advisory_xact_lock(5121764037)
