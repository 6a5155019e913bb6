-- The organization list finds names without their marks too, as the list of users does: "sohne" finds "Söhne".
ALTER TABLE billhook.organization_summary DROP COLUMN name_folded; -- and with it the indexes that carry it
ALTER TABLE billhook.organization_summary
    ADD COLUMN name_folded text COLLATE "C" NOT NULL GENERATED ALWAYS AS (billhook.folded(name)) STORED;

CREATE INDEX organization_summary_by_name ON billhook.organization_summary
    (name COLLATE "und-x-icu", organization_id) INCLUDE (status, plan, billed_in, archived, name_folded);
CREATE INDEX organization_summary_by_status ON billhook.organization_summary
    (status_rank, organization_id) INCLUDE (status, plan, billed_in, archived, name_folded);
CREATE INDEX organization_summary_by_plan ON billhook.organization_summary
    (plan COLLATE "und-x-icu", seats, organization_id) INCLUDE (status, billed_in, archived, name_folded);
CREATE INDEX organization_summary_by_amount ON billhook.organization_summary
    (billed_in, annual_amount, organization_id) INCLUDE (status, plan, archived, name_folded);
CREATE INDEX organization_summary_by_members ON billhook.organization_summary
    (members, organization_id) INCLUDE (status, plan, billed_in, archived, name_folded);
CREATE INDEX organization_summary_by_renewal_or_latest ON billhook.organization_summary
    (renewal_or_latest, organization_id) INCLUDE (status, plan, billed_in, archived, name_folded);
CREATE INDEX organization_summary_by_renewal_or_earliest ON billhook.organization_summary
    (renewal_or_earliest, organization_id) INCLUDE (status, plan, billed_in, archived, name_folded);

DROP INDEX billhook.organizations_words;
DO $$
BEGIN
    EXECUTE format('CREATE INDEX organizations_words ON billhook.organizations USING gin ((billhook.folded(name)) %I.gin_trgm_ops)',
        (SELECT n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm'));
END
$$;

CREATE OR REPLACE FUNCTION billhook.find_organizations(piece text, other_piece text, customer text, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off AS $$
BEGIN
    IF customer <> '' THEN
        RETURN QUERY SELECT s.organization_id FROM billhook.organization_summary s WHERE s.customer_id LIKE customer LIMIT most;
    ELSIF piece <> '' THEN
        RETURN QUERY SELECT o.id FROM billhook.organizations o
          WHERE billhook.folded(o.name) LIKE piece OR billhook.folded(o.name) LIKE other_piece LIMIT most;
    END IF;
END
$$;
