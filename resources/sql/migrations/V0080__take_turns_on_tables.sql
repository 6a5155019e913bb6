-- What programs take turns on. Advisory locks are anybody's who may log in, and whoever held ours stopped projection,
-- announcements and the webhooks of a new month. These tables hold no rows: they are locked, and nobody is granted anything
-- on them, so that the functions below are the only way and the daemon's group the only one to take it.
CREATE TABLE billhook.projection_turn ();
CREATE TABLE billhook.notifier_turn ();
CREATE TABLE billhook.partition_turn ();

-- Shared by projections, until the transaction ends. The weakest mode that somebody alone conflicts with: it costs no more
-- than an advisory lock does.
CREATE FUNCTION billhook.share_projection() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    LOCK TABLE billhook.projection_turn IN ROW EXCLUSIVE MODE;
END
$$;
-- Alone: no projection runs until the transaction ends.
CREATE FUNCTION billhook.hold_projection() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    LOCK TABLE billhook.projection_turn IN EXCLUSIVE MODE;
END
$$;
CREATE FUNCTION billhook.hold_notifier() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    LOCK TABLE billhook.notifier_turn IN EXCLUSIVE MODE;
END
$$;
REVOKE EXECUTE ON FUNCTION billhook.share_projection(), billhook.hold_projection(), billhook.hold_notifier() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billhook.share_projection(), billhook.hold_projection(), billhook.hold_notifier() TO billhook_daemon;

-- Makes the partition of a month (UTC). False: the month is absurd and its events belong in the first partition.
-- ATTACH instead of PARTITION OF: the parent stays open for inserts meanwhile. A month is not emptied either.
CREATE OR REPLACE FUNCTION billhook.ensure_event_partition(moment timestamptz) RETURNS boolean
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
        LOCK TABLE billhook.partition_turn IN EXCLUSIVE MODE;
        IF NOT EXISTS (SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                        WHERE n.nspname = 'billhook' AND c.relname = part) THEN
            EXECUTE format('CREATE TABLE billhook.%I (LIKE billhook.stripe_event INCLUDING ALL)', part);
            EXECUTE format('CREATE TRIGGER keep_whole BEFORE TRUNCATE ON billhook.%I '
                           'FOR EACH STATEMENT EXECUTE FUNCTION billhook.keep_whole()', part);
            EXECUTE format('ALTER TABLE billhook.stripe_event ATTACH PARTITION billhook.%I FOR VALUES FROM (%L) TO (%L)',
                part, to_char(first, 'YYYY-MM-DD') || ' 00:00:00+00',
                to_char(first + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
        END IF;
    END IF;
    RETURN true;
END
$$;

-- What is only ever appended to is never emptied, by no group and not by its owner.
CREATE FUNCTION billhook.keep_whole() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END
$$;
REVOKE EXECUTE ON FUNCTION billhook.keep_whole() FROM PUBLIC;
CREATE TRIGGER keep_whole BEFORE TRUNCATE ON billhook.mrr_movement
    FOR EACH STATEMENT EXECUTE FUNCTION billhook.keep_whole();
CREATE TRIGGER keep_whole BEFORE TRUNCATE ON billhook.subscription_revision
    FOR EACH STATEMENT EXECUTE FUNCTION billhook.keep_whole();
DO $$
DECLARE
    part regclass;
BEGIN
    FOR part IN SELECT relid FROM pg_partition_tree('billhook.stripe_event') LOOP
        EXECUTE format('CREATE TRIGGER keep_whole BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION billhook.keep_whole()', part);
    END LOOP;
END
$$;
