-- Append-only facts as Stripe sent them, by the month of the event's own creation.
CREATE TABLE billhook.stripe_event (
    id text COLLATE "C" NOT NULL,
    created timestamptz NOT NULL,                  -- event.created; -infinity when absent or absurd: default partition
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    type text NOT NULL,
    api_version text,
    payload bytea COMPRESSION lz4 NOT NULL,        -- the raw bytes as signed; never passed through jsonb
    PRIMARY KEY (id, created)
) PARTITION BY RANGE (created);
CREATE TABLE billhook.stripe_event_default PARTITION OF billhook.stripe_event DEFAULT;

-- What waits to be projected: inserted with the event, deleted with its effect. Narrow, never updated in bulk.
CREATE TABLE billhook.event_queue (
    event_id text COLLATE "C" NOT NULL,
    created timestamptz NOT NULL,                  -- with event_id the key of stripe_event
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts smallint NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT '-infinity',
    last_error text,
    PRIMARY KEY (event_id)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.005, autovacuum_vacuum_threshold = 1000);
CREATE INDEX event_queue_next ON billhook.event_queue (next_attempt_at, received_at);

CREATE TABLE billhook.event_quarantine (
    event_id text COLLATE "C" PRIMARY KEY,         -- the event's id, or sha256:<hex> of a body without a usable one
    created timestamptz,                           -- with event_id the key of stripe_event; NULL for sha256 rows and parked events
    type text,
    reason text NOT NULL,                          -- stable code: unreadable, wrong_mode, wrong_account, failed
    detail text NOT NULL DEFAULT '',
    object_ids text[] NOT NULL DEFAULT '{}',       -- marked incomplete meanwhile
    attempts smallint NOT NULL DEFAULT 0,
    payload bytea COMPRESSION lz4,                 -- only where stripe_event does not hold it
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    quarantined_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
