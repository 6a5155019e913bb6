-- A rebuild makes everything derived anew in temporary tables of its session, and then writes what differs: a replay that changes
-- nothing leaves nothing for vacuum, and readers wait for nothing.
CREATE FUNCTION billhook.derived_tables() RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY['object_fact', 'object_wait', 'object_warning', 'customer_head', 'card_due', 'subscription_items', 'subscriptions',
                 'invoices', 'payment_failures', 'payment_methods', 'discounts', 'coupons', 'prices', 'products', 'customers',
                 'subscription_revision', 'mrr_movement', 'mrr_rollup_delta', 'mrr_rollup', 'counter_delta', 'counter']
$$;

-- The tables beside the real ones, and the view over them: the owner's, so that nobody else needs the right to make temporary
-- tables, for the daemon to fill. The view's text names what is found first.
CREATE FUNCTION billhook.make_shadow() RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, billhook, pg_temp AS $$
DECLARE
    name text;
    view text := pg_catalog.pg_get_viewdef('billhook.card_due_derived'::regclass);
BEGIN
    FOREACH name IN ARRAY billhook.derived_tables() LOOP
        EXECUTE format('CREATE TEMPORARY TABLE %1$I (LIKE billhook.%1$I INCLUDING ALL) ON COMMIT DROP', name);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON pg_temp.%I TO billhook_daemon', name);
        RETURN NEXT name;
    END LOOP;
    PERFORM set_config('search_path', 'pg_catalog, pg_temp, billhook', true);
    EXECUTE 'CREATE TEMPORARY VIEW card_due_derived AS ' || view;
    GRANT SELECT ON pg_temp.card_due_derived TO billhook_daemon;
    RETURN NEXT 'card_due_derived';
END
$$;

-- Rows are compared by all they hold but numbers that are counted up, and when and whether a warning was told, which is no
-- fact; of equal ones as many stay as there are.
CREATE FUNCTION billhook.merge_shadow() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = on SET enable_hashjoin = on
SET enable_mergejoin = on SET enable_bitmapscan = on SET jit = off AS $$
DECLARE
    name text;
    fields text;
    rows_of text;
    changed bigint;
    written bigint := 0;
BEGIN
    FOREACH name IN ARRAY billhook.derived_tables() LOOP
        SELECT string_agg(quote_ident(field.attname), ', ' ORDER BY field.attnum) INTO fields
          FROM pg_attribute field
         WHERE field.attrelid = format('billhook.%I', name)::regclass AND field.attnum > 0 AND NOT field.attisdropped
           AND field.attidentity = '' AND field.attgenerated = '' AND field.attname NOT IN ('touched_at', 'told');
        rows_of := format('SELECT place, hash, row_number() OVER (PARTITION BY hash) AS nth
                             FROM (SELECT ctid AS place, sha256(convert_to(ROW(%s)::text, ''UTF8'')) AS hash FROM %%s.%I) AS hashed',
                          fields, name);
        EXECUTE format('DELETE FROM billhook.%I WHERE ctid IN (
                            SELECT old.place FROM (%s) AS old LEFT JOIN (%s) AS new ON (new.hash, new.nth) = (old.hash, old.nth)
                             WHERE new.hash IS NULL)', name, format(rows_of, 'billhook'), format(rows_of, 'pg_temp'));
        GET DIAGNOSTICS changed = ROW_COUNT;
        written := written + changed;
        EXECUTE format('INSERT INTO billhook.%1$I (%2$s) SELECT %2$s FROM pg_temp.%1$I WHERE ctid IN (
                            SELECT new.place FROM (%4$s) AS new LEFT JOIN (%3$s) AS old ON (old.hash, old.nth) = (new.hash, new.nth)
                             WHERE old.hash IS NULL)', name, fields, format(rows_of, 'billhook'), format(rows_of, 'pg_temp'));
        GET DIAGNOSTICS changed = ROW_COUNT;
        written := written + changed;
    END LOOP;
    PERFORM billhook.refresh_organizations(ARRAY(
        SELECT summary.organization_id FROM billhook.organization_summary summary
         WHERE summary.customer_id IS NOT NULL OR summary.status <> 'none'
         UNION
        SELECT customer.organization_id FROM billhook.customers customer WHERE customer.organization_id IS NOT NULL));
    RETURN written;
END
$$;
REVOKE EXECUTE ON FUNCTION billhook.derived_tables(), billhook.make_shadow(), billhook.merge_shadow() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billhook.derived_tables(), billhook.make_shadow(), billhook.merge_shadow() TO billhook_daemon;

-- What a busy day changes often, and what grows by insertion only: a fifth of a large table is too much to wait for.
ALTER TABLE billhook.subscriptions SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE billhook.subscription_items SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE billhook.invoices SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE billhook.customers SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE billhook.payment_methods SET (autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE billhook.customer_head SET (autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE billhook.object_fact SET (autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
ALTER TABLE billhook.subscription_revision SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);
ALTER TABLE billhook.mrr_movement SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);
ALTER TABLE billhook.mrr_rollup SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE billhook.counter SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE billhook.mrr_rollup_delta SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
ALTER TABLE billhook.counter_delta SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
