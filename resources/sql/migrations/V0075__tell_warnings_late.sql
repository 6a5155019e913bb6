-- Events that arrive out of order open gaps, and prices that arrive after their subscriptions leave amounts unknown, for a
-- moment: a warning is told to the log once nothing has been said about its object for a while and it still stands.
ALTER TABLE billhook.object_warning
    ADD COLUMN touched_at timestamptz NOT NULL DEFAULT clock_timestamp(), -- by this machine's clock, not the facts'
    ADD COLUMN told boolean NOT NULL DEFAULT false;
UPDATE billhook.object_warning SET told = true;
CREATE INDEX ON billhook.object_warning (touched_at) WHERE NOT told;
