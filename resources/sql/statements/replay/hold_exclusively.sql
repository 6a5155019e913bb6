-- Held by a rebuild until its transaction ends; projections wait meanwhile.
-- parameters: none
-- columns: nothing of use
SELECT billhook.hold_projection()
