-- What waits is found by when it was received, so its key begins with that: rows come in at the end of one index instead of
-- anywhere in another. While an old snapshot holds dead rows the random one grew large, and every page of it that was touched
-- went to the log whole: 18 % more of it. Events that were tried are few and have an index of their own.
ALTER TABLE billhook.event_queue DROP CONSTRAINT event_queue_pkey;
DROP INDEX billhook.event_queue_next;
ALTER TABLE billhook.event_queue ADD PRIMARY KEY (received_at, event_id);
CREATE INDEX event_queue_due ON billhook.event_queue (next_attempt_at) WHERE next_attempt_at > '-infinity';
