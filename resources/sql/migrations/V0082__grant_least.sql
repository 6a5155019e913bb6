-- People are granted what a screen of theirs shows. Payloads, what the projection keeps for itself and metadata (whose keys a
-- SaaS chooses: addresses and tax numbers stand there) are not shown anywhere.
REVOKE SELECT ON billhook.stripe_event, billhook.stripe_event_default, billhook.event_queue, billhook.event_quarantine,
    billhook.object_fact, billhook.object_wait, billhook.customer_head, billhook.projection_batch
  FROM billhook_finance, billhook_admin;
GRANT SELECT (id, created, received_at, type, api_version) ON billhook.stripe_event TO billhook_finance, billhook_admin;
GRANT SELECT (created, received_at, attempts, next_attempt_at) ON billhook.event_queue TO billhook_finance, billhook_admin;
GRANT SELECT (event_id, created, type, reason, attempts, received_at, quarantined_at) ON billhook.event_quarantine
   TO billhook_finance, billhook_admin;

-- All columns but those named.
CREATE FUNCTION pg_temp.show_all_but(tables text[], hidden text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    shown text;
    columns text;
BEGIN
    FOREACH shown IN ARRAY tables LOOP
        SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
         WHERE attrelid = ('billhook.' || shown)::regclass AND attnum > 0 AND NOT attisdropped AND attname <> ALL (hidden);
        EXECUTE format('REVOKE SELECT ON billhook.%I FROM billhook_finance, billhook_admin', shown);
        EXECUTE format('GRANT SELECT (%s) ON billhook.%I TO billhook_finance, billhook_admin', columns, shown);
    END LOOP;
END
$$;
SELECT pg_temp.show_all_but('{customers,products,prices,subscriptions}', '{metadata}');
SELECT pg_temp.show_all_but('{operation_step}', '{response}');
DROP FUNCTION pg_temp.show_all_but(text[], text[]);

-- Rates decide every converted figure: they change by this alone, and each time leaves a row in the audit. One row for each rate
-- that is new or another.
CREATE FUNCTION billhook.set_rates(days text[], froms text[], tos text[], rates text[], sources text[]) RETURNS SETOF date
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    earlier jsonb;
    later jsonb;
    changed date[];
BEGIN
    WITH given AS MATERIALIZED (
        SELECT g.day::date, g.from_currency, g.to_currency, g.rate::numeric(24, 12), g.source
          FROM unnest(days, froms, tos, rates, sources) AS g (day, from_currency, to_currency, rate, source)
    ), known AS MATERIALIZED (
        SELECT k.* FROM billhook.fx_rate k JOIN given g USING (day, from_currency, to_currency)
         WHERE (k.rate, k.source) IS DISTINCT FROM (g.rate, g.source)
    ), written AS (
        INSERT INTO billhook.fx_rate AS k (day, from_currency, to_currency, rate, source)
        SELECT * FROM given ORDER BY day, from_currency, to_currency
            ON CONFLICT (day, from_currency, to_currency) DO UPDATE SET rate = excluded.rate, source = excluded.source
         WHERE (k.rate, k.source) IS DISTINCT FROM (excluded.rate, excluded.source)
        RETURNING k.*
    )
    SELECT (SELECT jsonb_agg(known) FROM known), jsonb_agg(written), array_agg(written.day) INTO earlier, later, changed FROM written;
    IF changed IS NOT NULL THEN
        INSERT INTO billhook.audit_log (actor, action, subject, before, after)
        VALUES (CASE WHEN billhook.is_bounded(quote_ident(session_user)::regrole) THEN 'person:' ELSE 'program:' END || session_user,
                'set_rates', 'fx_rate', earlier, later);
    END IF;
    RETURN QUERY SELECT unnest(changed);
END
$$;
REVOKE EXECUTE ON FUNCTION billhook.set_rates(text[], text[], text[], text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billhook.set_rates(text[], text[], text[], text[], text[]) TO billhook_daemon, billhook_admin;
REVOKE INSERT, UPDATE ON billhook.fx_rate FROM billhook_daemon, billhook_admin;

-- An import tells of its changes. It does not write the numbers themselves: one that is too large would silence the notifier.
CREATE FUNCTION billhook.announce_areas(areas text[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH raised AS (
        INSERT INTO billhook.change_seq AS known (area, seq, changed_at)
        SELECT DISTINCT area, 1, now() FROM unnest(areas) AS changed (area) WHERE area ~ '^[a-z_]{1,40}$' ORDER BY area
            ON CONFLICT (area) DO UPDATE SET seq = known.seq + 1, changed_at = now()
        RETURNING area, seq
    )
    SELECT pg_notify('billhook_changed', json_build_object('seq', max(raised.seq), 'areas', json_agg(raised.area))::text)
      FROM raised
$$;
REVOKE EXECUTE ON FUNCTION billhook.announce_areas(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billhook.announce_areas(text[]) TO billhook_daemon, billhook_directory;
REVOKE ALL ON billhook.change_seq FROM billhook_directory;

-- SET ROLE is a convenience: an admin who takes on another role, or none, is still the one who acts.
CREATE OR REPLACE FUNCTION billhook.begin_operation(given_id uuid, given_kind text, given_subject text, given_parameters jsonb,
    given_actor text, given_request_id text, given_executor text, claim interval, steps jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO billhook.operation (id, kind, subject, parameters, actor, request_id, executor, claim_until)
    VALUES (given_id, given_kind, given_subject, given_parameters,
            CASE WHEN current_setting('role') = 'billhook_admin' OR billhook.is_bounded(quote_ident(session_user)::regrole)
                 THEN 'person:' || session_user ELSE given_actor END,
            given_request_id, given_executor,
            CASE WHEN given_executor IS NOT NULL THEN clock_timestamp() + least(claim, interval '5 min') END);
    INSERT INTO billhook.operation_step (id, operation_id, position, name, method, endpoint, object_id, object_of,
        parameters)
    SELECT (step ->> 'id')::uuid, given_id, ordinality, step ->> 'name', step ->> 'method', step ->> 'endpoint',
           step ->> 'object_id', step ->> 'object_of', step -> 'parameters'
      FROM jsonb_array_elements(steps) WITH ORDINALITY AS given (step, ordinality);
END
$$;
REVOKE EXECUTE ON FUNCTION billhook.apply_plan(billhook.operation), billhook.is_echo(uuid, text), billhook.follow_product(),
    billhook.follow_price() FROM PUBLIC;
ALTER VIEW billhook.card_due_derived SET (security_invoker = true);
