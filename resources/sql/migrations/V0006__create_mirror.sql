-- The mirror of Stripe: each row is the last entry of its object's timeline. Columns from `deleted` on are left out of the
-- digest where ordering.md says so; `quality` is exact, inferred, observed, hint, ambiguous or assumed.
CREATE TABLE billhook.customers (
    id text COLLATE "C" PRIMARY KEY,
    name text, email text, currency text, country text,
    created timestamptz,
    delinquent boolean,
    default_payment_method text,
    discount text,                                 -- canonical JSON
    metadata text,                                 -- canonical JSON
    deleted boolean NOT NULL DEFAULT false,
    stub boolean NOT NULL DEFAULT false,           -- referenced, without evidence of its own
    organization_id uuid,                          -- as linked; the directory may not hold it yet
    quality text NOT NULL DEFAULT 'exact',
    incomplete boolean NOT NULL DEFAULT false,     -- an event of it is in quarantine
    event_id text,
    eff timestamptz
);
CREATE INDEX ON billhook.customers (organization_id);

CREATE TABLE billhook.products (
    id text COLLATE "C" PRIMARY KEY,
    name text, active boolean, description text, metadata text,
    deleted boolean NOT NULL DEFAULT false, stub boolean NOT NULL DEFAULT false,
    quality text NOT NULL DEFAULT 'exact', incomplete boolean NOT NULL DEFAULT false, event_id text, eff timestamptz
);
CREATE TABLE billhook.prices (
    id text COLLATE "C" PRIMARY KEY,
    product_id text, active boolean, currency text, unit_amount text, -- decimal text, minor units
    recurring_interval text, interval_count bigint, usage_type text, tiers_mode text, tiers text, transform_quantity text,
    nickname text, lookup_key text, metadata text,
    deleted boolean NOT NULL DEFAULT false, stub boolean NOT NULL DEFAULT false,
    quality text NOT NULL DEFAULT 'exact', incomplete boolean NOT NULL DEFAULT false, event_id text, eff timestamptz
);
CREATE TABLE billhook.coupons (
    id text COLLATE "C" PRIMARY KEY,
    name text, percent_off text, amount_off bigint, currency text, duration text, duration_in_months bigint, valid boolean,
    deleted boolean NOT NULL DEFAULT false, stub boolean NOT NULL DEFAULT false,
    quality text NOT NULL DEFAULT 'exact', incomplete boolean NOT NULL DEFAULT false, event_id text, eff timestamptz
);
CREATE TABLE billhook.discounts (
    id text COLLATE "C" PRIMARY KEY,
    coupon_id text, customer_id text, subscription_id text, subscription_item_id text,
    starts_at timestamptz, ends_at timestamptz,
    deleted boolean NOT NULL DEFAULT false, stub boolean NOT NULL DEFAULT false,
    quality text NOT NULL DEFAULT 'exact', incomplete boolean NOT NULL DEFAULT false, event_id text, eff timestamptz
);
CREATE TABLE billhook.payment_methods (
    id text COLLATE "C" PRIMARY KEY,
    customer_id text, type text, brand text, last4 text, exp_month bigint, exp_year bigint,
    deleted boolean NOT NULL DEFAULT false,        -- detached
    stub boolean NOT NULL DEFAULT false,
    quality text NOT NULL DEFAULT 'exact', incomplete boolean NOT NULL DEFAULT false, event_id text, eff timestamptz
);
CREATE INDEX ON billhook.payment_methods (customer_id);
CREATE INDEX ON billhook.payment_methods (exp_year, exp_month) WHERE NOT deleted;

CREATE TABLE billhook.subscriptions (
    id text COLLATE "C" PRIMARY KEY,
    customer_id text COLLATE "C", status text, currency text,
    created timestamptz, start_date timestamptz,
    current_period_start timestamptz, current_period_end timestamptz, -- the least over the items
    trial_start timestamptz, trial_end timestamptz,
    cancel_at_period_end boolean, cancel_at timestamptz, canceled_at timestamptz, ended_at timestamptz,
    cancellation_reason text, collection_method text, pause_collection text, default_payment_method text,
    discounts text, metadata text,                 -- canonical JSON
    annual_amount bigint,                          -- minor units a year counted in MRR x 12 under the profile
    trial_annual_amount bigint,                    -- what it would count once the trial converts
    committed_annual_amount bigint,                -- annual_amount, 0 once it is set to end
    amount_known boolean NOT NULL DEFAULT true,
    plan_name text,                                -- the product of the item that costs most, for lists
    quantity bigint,                               -- that item's
    deleted boolean NOT NULL DEFAULT false, stub boolean NOT NULL DEFAULT false,
    quality text NOT NULL DEFAULT 'exact', incomplete boolean NOT NULL DEFAULT false, event_id text, eff timestamptz
);
CREATE INDEX ON billhook.subscriptions (customer_id);
CREATE INDEX ON billhook.subscriptions (trial_end) WHERE status = 'trialing';
CREATE INDEX ON billhook.subscriptions (current_period_end) WHERE cancel_at_period_end;
CREATE INDEX ON billhook.subscriptions (cancel_at) WHERE cancel_at IS NOT NULL;
CREATE TABLE billhook.subscription_items (
    id text COLLATE "C" PRIMARY KEY,
    subscription_id text COLLATE "C" NOT NULL, price_id text, product_id text, quantity bigint,
    current_period_start timestamptz, current_period_end timestamptz, discounts text,
    annual_amount bigint
);
CREATE INDEX ON billhook.subscription_items (subscription_id);
CREATE INDEX ON billhook.subscription_items (product_id);

CREATE TABLE billhook.invoices (
    id text COLLATE "C" PRIMARY KEY,
    number text, customer_id text COLLATE "C", subscription_id text COLLATE "C", status text, currency text,
    amount_due bigint, amount_paid bigint, amount_remaining bigint, total bigint, subtotal bigint,
    attempt_count bigint, attempted boolean, payment_failed boolean NOT NULL DEFAULT false, -- open with a failed attempt
    next_payment_attempt timestamptz, billing_reason text, collection_method text,
    created timestamptz, due_date timestamptz, period_start timestamptz, period_end timestamptz,
    payment_intent_id text,                        -- old shape only
    deleted boolean NOT NULL DEFAULT false, stub boolean NOT NULL DEFAULT false,
    quality text NOT NULL DEFAULT 'exact', incomplete boolean NOT NULL DEFAULT false, event_id text, eff timestamptz
);
CREATE INDEX ON billhook.invoices (customer_id);
CREATE INDEX ON billhook.invoices (currency, amount_remaining DESC) WHERE status = 'open' AND payment_failed;

-- Why a payment was declined (charge.failed, payment_intent.payment_failed).
CREATE TABLE billhook.payment_failures (
    id text COLLATE "C" PRIMARY KEY,               -- the payment intent's id, else the charge's
    customer_id text COLLATE "C", invoice_id text COLLATE "C", -- invoice: old shape or metadata only
    amount bigint, currency text, code text, decline_code text, created timestamptz,
    deleted boolean NOT NULL DEFAULT false, stub boolean NOT NULL DEFAULT false,
    quality text NOT NULL DEFAULT 'exact', incomplete boolean NOT NULL DEFAULT false, event_id text, eff timestamptz
);
CREATE INDEX ON billhook.payment_failures (customer_id, created DESC);
