-- Only an event without a month of its own may lie in the default partition. While a partition is being attached, a server process
-- that builds its list of partitions at that moment can keep a list without it and send the month's events to the default one, where
-- their copies are no duplicates. The constraint refuses them; whoever inserts comes again over a new connection.
CREATE TEMPORARY TABLE misplaced ON COMMIT DROP AS SELECT * FROM billhook.stripe_event_default WHERE created > '-infinity';
ALTER TABLE billhook.stripe_event_default DISABLE TRIGGER USER; -- append-only: these rows move, and come back below
DELETE FROM billhook.stripe_event_default WHERE created > '-infinity';
ALTER TABLE billhook.stripe_event_default ENABLE TRIGGER USER;
SELECT billhook.ensure_event_partition(month) FROM (SELECT DISTINCT date_trunc('month', created, 'UTC') AS month FROM misplaced) AS months;
INSERT INTO billhook.stripe_event SELECT * FROM misplaced ON CONFLICT DO NOTHING;
ALTER TABLE billhook.stripe_event_default ADD CONSTRAINT stripe_event_default_created CHECK (created = '-infinity');
