-- How many objects have each warning.
-- parameters: none
-- columns: warning (amount_unknown, status_unknown, gap), count
SELECT w.warning, count(*) FROM billhook.object_warning w GROUP BY w.warning ORDER BY w.warning
