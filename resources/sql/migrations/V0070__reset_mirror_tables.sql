-- Mirror tables are known by the columns all of them have (V0006), so that a further kind of object needs no word here.
CREATE VIEW billhook.mirror_table WITH (security_invoker = true) AS
SELECT c.oid::regclass AS name
  FROM pg_class c
 WHERE c.relnamespace = 'billhook'::regnamespace AND c.relkind = 'r'
   AND 6 = (SELECT count(*) FROM pg_attribute a
             WHERE a.attrelid = c.oid AND NOT a.attisdropped
               AND a.attname IN ('deleted', 'stub', 'quality', 'incomplete', 'event_id', 'eff'));

CREATE OR REPLACE FUNCTION billhook.reset_projection() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mirror regclass;
BEGIN
    DELETE FROM billhook.object_fact;
    DELETE FROM billhook.object_wait;
    DELETE FROM billhook.object_warning;
    DELETE FROM billhook.customer_head;
    DELETE FROM billhook.card_due;
    DELETE FROM billhook.subscription_items;
    FOR mirror IN SELECT m.name FROM billhook.mirror_table m LOOP
        EXECUTE format('DELETE FROM %s', mirror);
    END LOOP;
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
