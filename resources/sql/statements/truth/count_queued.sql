-- What waits to be projected; quarantine does not count.
-- parameters: none
-- columns: the number of events
SELECT count(*) FROM billhook.event_queue
