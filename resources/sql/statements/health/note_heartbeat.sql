-- Says that a daemon is alive and reaches the database; desktops read it.
-- parameters: none
-- columns: none
INSERT INTO billhook.heartbeat AS h (beat_at) VALUES (clock_timestamp())
    ON CONFLICT (only_row) DO UPDATE SET beat_at = greatest(h.beat_at, excluded.beat_at)
