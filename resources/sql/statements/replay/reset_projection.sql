-- Forgets everything derived from events.
-- parameters: none
-- columns: nothing of use
SELECT billhook.reset_projection()
