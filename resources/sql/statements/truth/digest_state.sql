-- The digest of the mirror, with or without the current revenue history.
-- A function of the events and observations alone: no row says when or in which order something was learned.
-- parameters: $1 boolean, with the revenue history
-- columns: the hash over the sorted hashes of all rows, in hex; the number of observations behind it
WITH lines AS (
    SELECT ROW ('customers', m.id, m.name, m.email, m.currency, m.country, extract(epoch FROM m.created)::bigint,
                m.delinquent, m.default_payment_method, m.discount, m.metadata, m.deleted, m.stub)::text AS line
      FROM billhook.customers m
    UNION ALL
    SELECT ROW ('products', m.id, m.name, m.active, m.description, m.metadata, m.default_price, m.deleted, m.stub)::text AS line
      FROM billhook.products m
    UNION ALL
    SELECT ROW ('prices', m.id, m.product_id, m.active, m.currency, m.unit_amount, m.recurring_interval,
                m.interval_count, m.usage_type, m.tiers_mode, m.tiers, m.transform_quantity, m.nickname, m.lookup_key,
                m.metadata, m.deleted, m.stub)::text AS line
      FROM billhook.prices m
    UNION ALL
    SELECT ROW ('coupons', m.id, m.name, m.percent_off, m.amount_off, m.currency, m.duration, m.duration_in_months,
                m.valid, m.deleted, m.stub)::text AS line
      FROM billhook.coupons m
    UNION ALL
    SELECT ROW ('discounts', m.id, m.coupon_id, m.customer_id, m.subscription_id, m.subscription_item_id,
                extract(epoch FROM m.starts_at)::bigint, extract(epoch FROM m.ends_at)::bigint, m.deleted,
                m.stub)::text AS line
      FROM billhook.discounts m
    UNION ALL
    SELECT ROW ('payment_methods', m.id, m.customer_id, m.type, m.brand, m.last4, m.exp_month, m.exp_year, m.deleted,
                m.stub)::text AS line
      FROM billhook.payment_methods m
    UNION ALL
    SELECT ROW ('subscriptions', m.id, m.customer_id, m.status, m.currency, extract(epoch FROM m.created)::bigint,
                extract(epoch FROM m.start_date)::bigint, extract(epoch FROM m.current_period_start)::bigint,
                extract(epoch FROM m.current_period_end)::bigint, extract(epoch FROM m.trial_start)::bigint,
                extract(epoch FROM m.trial_end)::bigint, m.cancel_at_period_end,
                extract(epoch FROM m.cancel_at)::bigint, extract(epoch FROM m.canceled_at)::bigint,
                extract(epoch FROM m.ended_at)::bigint, m.cancellation_reason, m.collection_method,
                m.pause_collection, m.default_payment_method, m.discounts, m.metadata, m.annual_amount,
                m.trial_annual_amount, m.committed_annual_amount, m.amount_known, m.quantity, m.deleted,
                m.stub)::text AS line
      FROM billhook.subscriptions m
    UNION ALL
    SELECT ROW ('subscription_items', m.id, m.subscription_id, m.price_id, m.product_id, m.quantity,
                extract(epoch FROM m.current_period_start)::bigint, extract(epoch FROM m.current_period_end)::bigint,
                m.discounts, m.annual_amount)::text AS line
      FROM billhook.subscription_items m
    UNION ALL
    SELECT ROW ('invoices', m.id, m.number, m.customer_id, m.subscription_id, m.status, m.currency, m.amount_due,
                m.amount_paid, m.amount_remaining, m.total, m.subtotal, m.attempt_count, m.attempted,
                m.payment_failed, extract(epoch FROM m.next_payment_attempt)::bigint, m.billing_reason,
                m.collection_method, extract(epoch FROM m.created)::bigint, extract(epoch FROM m.due_date)::bigint,
                extract(epoch FROM m.period_start)::bigint, extract(epoch FROM m.period_end)::bigint, m.deleted,
                m.stub)::text AS line
      FROM billhook.invoices m
    UNION ALL
    SELECT ROW ('payment_failures', m.id, m.customer_id, m.invoice_id, m.amount, m.currency, m.code, m.decline_code,
                extract(epoch FROM m.created)::bigint, m.deleted, m.stub)::text AS line
      FROM billhook.payment_failures m
    UNION ALL
    SELECT ROW ('revision', m.subscription_id, CASE WHEN m.quality <> 'observed' THEN extract(epoch FROM m.eff)::bigint END,
                m.status, m.annual_amount, m.trial_annual_amount, m.committed_annual_amount, m.amount_known, m.currency,
                m.items, m.discounts)::text AS line
      FROM billhook.subscription_revision m
     WHERE m.known_to IS NULL
       AND $1::boolean
    UNION ALL
    SELECT ROW ('movement', m.customer_id, m.currency,
                CASE WHEN m.event_id NOT LIKE 'obs\_%' THEN extract(epoch FROM m.eff)::bigint END, m.kind, m.amount)::text AS line
      FROM billhook.mrr_movement m
     WHERE m.known_to IS NULL
       AND $1::boolean
)
SELECT encode(sha256(coalesce(string_agg(hashed.hash, ''::bytea ORDER BY hashed.hash), ''::bytea)), 'hex'),
       (SELECT count(*) FROM billhook.object_fact f WHERE f.fact_kind = 9)
  FROM (SELECT sha256(convert_to(lines.line, 'UTF8')) AS hash FROM lines) hashed
