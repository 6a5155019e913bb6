-- Notifiers take turns, so that numbers are given out in the order in which they are seen.
-- parameters: none
-- columns: nothing of use
SELECT billhook.hold_notifier()
