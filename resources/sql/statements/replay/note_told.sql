-- The warnings that stand after a replay were told by it.
-- parameters: none
-- columns: none
UPDATE billhook.object_warning SET told = true WHERE NOT told
