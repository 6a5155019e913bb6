-- How the facts behind the mirror were read.
-- parameters: none
-- columns: the number of that way, 0 for ways before they were counted
SELECT coalesce(i.facts_reading, 0) FROM billhook.installation i
