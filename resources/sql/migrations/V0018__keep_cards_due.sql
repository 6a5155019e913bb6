-- Subscriptions whose card runs out before it has to pay again, kept by the projection: the first screen asks for those of the
-- next weeks, and finding them anew means reading every subscription whose card has ever run out. Their sums are the counter
-- `cards_due`, by the card's last good day.
CREATE TABLE billhook.card_due (
    subscription_id text COLLATE "C" PRIMARY KEY,
    customer_id text COLLATE "C" NOT NULL,
    payment_method_id text COLLATE "C" NOT NULL,
    currency text NOT NULL,
    annual_amount bigint NOT NULL,                 -- counted in MRR x 12, of a trial what it would count
    good_until date NOT NULL,                      -- the last day of the card's month
    renews_at timestamptz NOT NULL
);
CREATE INDEX card_due_by_day ON billhook.card_due (good_until, renews_at, subscription_id);
CREATE INDEX ON billhook.card_due (customer_id);

-- What the table holds, from the mirror. As for rollups and counters, the reporting zone decides the day.
CREATE VIEW billhook.card_due_derived AS
SELECT d.subscription_id, d.customer_id, d.payment_method_id, d.currency, d.annual_amount, d.good_until, d.renews_at
  FROM (SELECT s.id AS subscription_id, s.customer_id, p.id AS payment_method_id, coalesce(s.currency, '') AS currency,
               coalesce(nullif(s.annual_amount, 0), s.trial_annual_amount, 0) AS annual_amount,
               -- A year or month that can't be read is no date.
               CASE WHEN p.exp_year BETWEEN 1970 AND 9999 AND p.exp_month BETWEEN 1 AND 12
                    THEN (make_date(p.exp_year::int, p.exp_month::int, 1) + interval '1 month' - interval '1 day')::date
                END AS good_until,
               s.current_period_end AS renews_at
          FROM billhook.subscriptions s
          JOIN billhook.customers c ON c.id = s.customer_id
          JOIN billhook.payment_methods p ON p.id = coalesce(s.default_payment_method, c.default_payment_method)
                                         AND p.customer_id = s.customer_id
         WHERE NOT p.deleted
           AND s.status IN ('active', 'past_due', 'trialing') AND NOT s.deleted
           AND NOT coalesce(s.cancel_at_period_end, false) AND s.cancel_at IS NULL
           AND coalesce(s.collection_method, '') <> 'send_invoice') d
 WHERE d.good_until < (d.renews_at AT TIME ZONE (SELECT i.zone FROM billhook.installation i))::date;

INSERT INTO billhook.card_due (subscription_id, customer_id, payment_method_id, currency, annual_amount, good_until, renews_at)
SELECT d.subscription_id, d.customer_id, d.payment_method_id, d.currency, d.annual_amount, d.good_until, d.renews_at
  FROM billhook.card_due_derived d;
INSERT INTO billhook.counter (name, currency, day, amount, count)
SELECT 'cards_due', d.currency, d.good_until, sum(d.annual_amount)::bigint, count(*) FROM billhook.card_due d GROUP BY 2, 3;

GRANT SELECT, INSERT, UPDATE, DELETE ON billhook.card_due TO billhook_daemon;
GRANT SELECT ON billhook.card_due TO billhook_finance, billhook_admin;
GRANT SELECT ON billhook.card_due_derived TO billhook_daemon;

CREATE OR REPLACE FUNCTION billhook.reset_projection() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM billhook.object_fact;
    DELETE FROM billhook.object_wait;
    DELETE FROM billhook.customer_head;
    DELETE FROM billhook.card_due;
    DELETE FROM billhook.subscription_items;
    DELETE FROM billhook.subscriptions;
    DELETE FROM billhook.invoices;
    DELETE FROM billhook.payment_failures;
    DELETE FROM billhook.payment_methods;
    DELETE FROM billhook.discounts;
    DELETE FROM billhook.coupons;
    DELETE FROM billhook.prices;
    DELETE FROM billhook.products;
    DELETE FROM billhook.customers;
    DELETE FROM billhook.subscription_revision;
    DELETE FROM billhook.mrr_movement;
    DELETE FROM billhook.mrr_rollup_delta;
    DELETE FROM billhook.mrr_rollup;
    DELETE FROM billhook.counter_delta;
    DELETE FROM billhook.counter;
    UPDATE billhook.organization_summary
       SET status = 'none', plan = '', quantity = NULL, currency = NULL, annual_amount = 0, next_renewal = NULL,
           customer_id = NULL
     WHERE customer_id IS NOT NULL OR status <> 'none';
END
$$;
