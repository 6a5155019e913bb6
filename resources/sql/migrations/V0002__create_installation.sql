-- What this database belongs to. One row, written once; another account or mode is refused.
CREATE TABLE billhook.installation (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    account text,                                  -- acct_..., NULL until known
    livemode boolean,                              -- NULL until the first key or event tells
    demo boolean NOT NULL DEFAULT false,
    company text NOT NULL DEFAULT '',
    zone text NOT NULL DEFAULT 'UTC',              -- IANA name; decides days and months
    currency text NOT NULL DEFAULT 'usd',          -- the reporting currency, lower case
    profile text NOT NULL DEFAULT 'stripe-default',
    adopted_at timestamptz,                        -- when zone, currency, company and demo were written; then they stay
    created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO billhook.installation DEFAULT VALUES;

-- One row per area of the desktop; the notifier raises seq and announces it in a transaction of its own.
CREATE TABLE billhook.change_seq (
    area text PRIMARY KEY,                         -- revenue, subscriptions, invoices, customers, organizations, catalog, events
    seq bigint NOT NULL DEFAULT 0,
    changed_at timestamptz NOT NULL DEFAULT now()
);
