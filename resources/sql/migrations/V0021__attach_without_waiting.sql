-- Events without a month of their own lie before the first month instead of in a DEFAULT partition. Beside one of those, attaching a
-- month waits for every transaction that has read stripe_event, and whoever reads it next waits behind that: a reader's snapshot, or
-- a transaction whose client fell silent, held up the first event of a month. Without one, attaching waits for no reader or writer.
ALTER TABLE billhook.stripe_event DETACH PARTITION billhook.stripe_event_default;
ALTER TABLE billhook.stripe_event ATTACH PARTITION billhook.stripe_event_default
    FOR VALUES FROM (MINVALUE) TO ('2011-01-01 00:00:00+00');
