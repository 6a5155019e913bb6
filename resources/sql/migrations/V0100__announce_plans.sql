-- A change of a plan is announced as it commits, whoever made it: some of it Stripe never hears of, and what it hears of comes
-- back before the plan is written here. Rare enough for a NOTIFY within the transaction.
CREATE FUNCTION billhook.announce_plans() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    raised bigint;
BEGIN
    INSERT INTO billhook.change_seq AS known (area, seq, changed_at)
    VALUES ('catalog', (SELECT coalesce(max(c.seq), 0) + 1 FROM billhook.change_seq c), clock_timestamp())
    ON CONFLICT (area) DO UPDATE SET seq = greatest(excluded.seq, known.seq + 1), changed_at = excluded.changed_at
    RETURNING seq INTO raised;
    PERFORM pg_notify('billhook_changed', json_build_object('seq', raised, 'areas', json_build_array('catalog'))::text);
    RETURN NULL;
END
$$;
CREATE TRIGGER announce_plans AFTER INSERT OR UPDATE OR DELETE ON billhook.plans FOR EACH ROW
    EXECUTE FUNCTION billhook.announce_plans();
