-- Notifiers take turns, so that numbers are given out in the order in which they are seen.
-- parameters: none
-- columns: nothing of use
SELECT pg_advisory_xact_lock(5121764038)
