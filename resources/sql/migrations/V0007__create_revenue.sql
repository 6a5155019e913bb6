-- One row per second in which a subscription's recurring state changed. A correction closes a row and appends one.
CREATE TABLE billhook.subscription_revision (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subscription_id text COLLATE "C" NOT NULL,
    customer_id text COLLATE "C" NOT NULL,
    eff timestamptz NOT NULL,
    status text NOT NULL,
    currency text NOT NULL,
    annual_amount bigint NOT NULL,                 -- contribution, minor units a year
    trial_annual_amount bigint NOT NULL DEFAULT 0,
    committed_annual_amount bigint NOT NULL DEFAULT 0,
    amount_known boolean NOT NULL DEFAULT true,
    items text NOT NULL,                           -- canonical JSON
    discounts text NOT NULL,
    quality text NOT NULL,
    event_id text COLLATE "C" NOT NULL,            -- the named cause
    known_from timestamptz NOT NULL,
    known_to timestamptz
);
CREATE UNIQUE INDEX subscription_revision_current ON billhook.subscription_revision (subscription_id, eff) WHERE known_to IS NULL;
CREATE INDEX ON billhook.subscription_revision (customer_id) WHERE known_to IS NULL;

-- Net change of a customer's annual recurring amount in one second and currency.
CREATE TABLE billhook.mrr_movement (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id text COLLATE "C" NOT NULL,
    currency text NOT NULL,
    eff timestamptz NOT NULL,
    kind text NOT NULL CHECK (kind IN ('new', 'reactivation', 'expansion', 'contraction', 'churn')),
    amount bigint NOT NULL,                        -- signed, minor units a year
    event_id text COLLATE "C" NOT NULL,            -- the least deciding event
    known_from timestamptz NOT NULL,
    known_to timestamptz
);
CREATE UNIQUE INDEX mrr_movement_current ON billhook.mrr_movement (customer_id, currency, eff) WHERE known_to IS NULL;
CREATE INDEX ON billhook.mrr_movement (eff) WHERE known_to IS NULL;

-- Rollups by day of the reporting zone: append-only deltas (the current day is a hot row), folded later.
CREATE TABLE billhook.mrr_rollup (
    day date NOT NULL, currency text NOT NULL, kind text NOT NULL,
    amount numeric(38, 0) NOT NULL, count bigint NOT NULL,
    PRIMARY KEY (day, currency, kind)
);
CREATE TABLE billhook.mrr_rollup_delta (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    day date NOT NULL, currency text NOT NULL, kind text NOT NULL,
    amount bigint NOT NULL, count bigint NOT NULL
);
-- Step functions over days that are not movements. name: paying (customers), trialing (subscriptions; amount = trial MRR x 12),
-- at_risk (invoices; amount = remaining), subscribed (subscriptions in MRR). Value on a day = sum of all deltas up to it.
CREATE TABLE billhook.counter (
    name text NOT NULL, currency text NOT NULL, day date NOT NULL,
    amount numeric(38, 0) NOT NULL, count bigint NOT NULL,
    PRIMARY KEY (name, currency, day)
);
CREATE TABLE billhook.counter_delta (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL, currency text NOT NULL, day date NOT NULL,
    amount bigint NOT NULL, count bigint NOT NULL
);

-- What the organization list shows, kept in the projection's transaction.
CREATE TABLE billhook.organization_summary (
    organization_id uuid PRIMARY KEY REFERENCES billhook.organizations (id),
    name text NOT NULL,
    status text NOT NULL,                          -- none, trialing, active, past_due, ending, unpaid, paused, canceled
    plan text NOT NULL DEFAULT '',
    quantity bigint,
    currency text,                                 -- billed in; NULL when none or several
    annual_amount bigint NOT NULL DEFAULT 0,       -- in `currency`; the largest currency's when several
    members bigint NOT NULL DEFAULT 0,
    projects bigint NOT NULL DEFAULT 0,
    next_renewal timestamptz,
    customer_id text,
    archived boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL
);

CREATE TABLE billhook.fx_rate (
    day date NOT NULL,
    from_currency text NOT NULL,
    to_currency text NOT NULL,
    rate numeric(24, 12) NOT NULL CHECK (rate > 0), -- units of to_currency for one unit of from_currency (major units)
    source text NOT NULL,
    PRIMARY KEY (day, from_currency, to_currency)
);
