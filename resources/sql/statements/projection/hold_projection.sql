-- Held by every projection until its transaction ends; a rebuild takes it exclusively.
-- parameters: none
-- columns: nothing of use
SELECT pg_advisory_xact_lock_shared(5121764037)
