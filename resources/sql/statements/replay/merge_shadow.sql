-- Writes what the rebuilt tables have otherwise than the real ones, and the organization list after them.
-- parameters: none
-- columns: written, rows
SELECT billhook.merge_shadow() AS written
