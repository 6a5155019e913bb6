-- A closed row stays closed and a row's words never change: corrections close one row and append another.
CREATE FUNCTION billhook.keep_history() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.known_to IS NOT NULL OR NEW.known_to IS NULL THEN
        RAISE EXCEPTION 'known_to of % % is written once', TG_TABLE_NAME, OLD.id USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER keep_history BEFORE UPDATE ON billhook.subscription_revision
    FOR EACH ROW EXECUTE FUNCTION billhook.keep_history();
CREATE TRIGGER keep_history BEFORE UPDATE ON billhook.mrr_movement
    FOR EACH ROW EXECUTE FUNCTION billhook.keep_history();

-- Not even the owner's programs change or drop a stored fact.
CREATE FUNCTION billhook.keep_events() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'stripe_event is append-only' USING ERRCODE = '42501';
END
$$;
CREATE TRIGGER keep_events BEFORE UPDATE OR DELETE ON billhook.stripe_event
    FOR EACH ROW EXECUTE FUNCTION billhook.keep_events();

-- An installation belongs to one account in one mode for good.
CREATE FUNCTION billhook.keep_installation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (OLD.account IS NOT NULL AND NEW.account IS DISTINCT FROM OLD.account)
       OR (OLD.livemode IS NOT NULL AND NEW.livemode IS DISTINCT FROM OLD.livemode) THEN
        RAISE EXCEPTION 'the account and mode of an installation are written once' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER keep_installation BEFORE UPDATE ON billhook.installation
    FOR EACH ROW EXECUTE FUNCTION billhook.keep_installation();

-- Makes the partition of a month (UTC). False: the month is absurd and its events belong in the default partition.
-- ATTACH instead of PARTITION OF: the parent stays open for inserts meanwhile.
CREATE FUNCTION billhook.ensure_event_partition(moment timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    first timestamp := date_trunc('month', moment AT TIME ZONE 'UTC');
    part text := 'stripe_event_' || to_char(first, 'YYYY_MM');
BEGIN
    IF moment IS NULL OR moment < '2011-01-01 00:00:00+00'
       OR first > date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC') + interval '2 months' THEN
        RETURN false;
    END IF;
    IF to_regclass('billhook.' || part) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtext('billhook.ensure_event_partition'));
        -- Read anew: to_regclass may still remember that there was none, as an advisory lock clears no cache.
        IF NOT EXISTS (SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                        WHERE n.nspname = 'billhook' AND c.relname = part) THEN
            EXECUTE format('CREATE TABLE billhook.%I (LIKE billhook.stripe_event INCLUDING ALL)', part);
            EXECUTE format('ALTER TABLE billhook.stripe_event ATTACH PARTITION billhook.%I FOR VALUES FROM (%L) TO (%L)',
                part, to_char(first, 'YYYY-MM-DD') || ' 00:00:00+00',
                to_char(first + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
        END IF;
    END IF;
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION billhook.ensure_event_partition(timestamptz) TO billhook_daemon;

-- Forgets everything derived from stripe_event, in the caller's transaction: readers see the old figures until it commits.
CREATE FUNCTION billhook.reset_projection() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM billhook.object_fact;
    DELETE FROM billhook.object_wait;
    DELETE FROM billhook.customer_head;
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
GRANT EXECUTE ON FUNCTION billhook.reset_projection() TO billhook_daemon;
