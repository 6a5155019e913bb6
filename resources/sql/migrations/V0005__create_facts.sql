-- What each event or observation says about one object; the fold's input (derived from stripe_event).
CREATE TABLE billhook.object_fact (
    object_id text COLLATE "C" NOT NULL,
    event_id text COLLATE "C" NOT NULL,            -- evt_... or obs_...
    object_kind smallint NOT NULL,                 -- domain::ObjectKind
    customer_id text COLLATE "C",
    fact_kind smallint NOT NULL,                   -- domain::FactKind; 8 = terms met inside another object, 9 = observation
    event_type text NOT NULL,
    phase smallint NOT NULL,                       -- domain::Phase
    at bigint NOT NULL,                            -- event.created, UTC seconds; an observation's low
    at_high bigint,                                -- an observation's high
    request_id text,
    post text NOT NULL,                            -- canonical JSON object: domain::State
    pre text,
    listed text[],
    discounting boolean NOT NULL DEFAULT false,    -- it tells about a discount of the customer itself
    known_at timestamptz NOT NULL,                 -- when the projection learned of it: replay restores the same history
    PRIMARY KEY (object_id, event_id)
);
CREATE INDEX object_fact_discounting ON billhook.object_fact (customer_id) WHERE discounting;

-- The lock each projection holds: one row per customer, or per object where an object has no customer.
CREATE TABLE billhook.customer_head (
    key text COLLATE "C" PRIMARY KEY,
    known timestamptz NOT NULL DEFAULT '-infinity' -- the newest known_from given out under this lock
) WITH (fillfactor = 70);

-- Objects whose amount waits for a price, coupon or discount not yet known.
CREATE TABLE billhook.object_wait (
    object_id text COLLATE "C" NOT NULL,
    customer_id text COLLATE "C" NOT NULL,
    waits_for text COLLATE "C" NOT NULL,
    PRIMARY KEY (waits_for, object_id)
);
CREATE INDEX ON billhook.object_wait (object_id);
