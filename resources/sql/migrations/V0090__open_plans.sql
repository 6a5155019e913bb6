-- Plans over the API: everybody may read what is sold, callers see the operations that they made, and an answer that waits for
-- Stripe outlives its daemon.
GRANT SELECT ON billhook.plans, billhook.plan_prices TO billhook_api;

GRANT SELECT ON billhook.operation TO billhook_api;
-- What Stripe answered word by word is shown nowhere.
GRANT SELECT (id, operation_id, position, name, method, endpoint, object_id, object_of, parameters, state, sent_at,
              stripe_request_id, object) ON billhook.operation_step TO billhook_api;
ALTER TABLE billhook.operation ENABLE ROW LEVEL SECURITY;
ALTER TABLE billhook.operation_step ENABLE ROW LEVEL SECURITY;
CREATE POLICY staff ON billhook.operation TO billhook_daemon, billhook_finance, billhook_admin USING (true);
CREATE POLICY staff ON billhook.operation_step TO billhook_daemon, billhook_finance, billhook_admin USING (true);
CREATE POLICY maker ON billhook.operation FOR SELECT TO billhook_api
    USING ((SELECT current_setting('billhook.superuser', true) = 'on')
           OR actor = (SELECT 'token:' || nullif(current_setting('billhook.token', true), '')));
CREATE POLICY maker ON billhook.operation_step FOR SELECT TO billhook_api
    USING ((SELECT current_setting('billhook.superuser', true) = 'on')
           OR EXISTS (SELECT FROM billhook.operation o WHERE o.id = operation_step.operation_id));
GRANT EXECUTE ON FUNCTION billhook.begin_operation(uuid, text, text, jsonb, text, text, text, interval, jsonb) TO billhook_api;

-- A request that has begun an operation and whose daemon died is never carried out again: its repeats are told of the operation
-- (202 with what is kept here while there is no status).
ALTER TABLE billhook.api_idempotency ADD COLUMN etag text;
DROP FUNCTION billhook.begin_request(uuid, text, bytea);
CREATE FUNCTION billhook.begin_request(token uuid, given_key text, given_fingerprint bytea)
RETURNS TABLE (begun boolean, same boolean, status smallint, content_type text, body bytea, location text, etag text)
LANGUAGE plpgsql SET search_path = pg_catalog, billhook, pg_temp AS $$
BEGIN
    INSERT INTO api_idempotency AS kept (token_id, key, fingerprint) VALUES (token, given_key, given_fingerprint)
    ON CONFLICT (token_id, key) DO UPDATE
       SET fingerprint = excluded.fingerprint, begun_at = clock_timestamp(), status = NULL, content_type = NULL, body = NULL,
           location = NULL, etag = NULL
     WHERE kept.begun_at < clock_timestamp() - interval '24 hours'
        OR (kept.status IS NULL AND kept.body IS NULL AND kept.fingerprint = excluded.fingerprint
            AND kept.begun_at < clock_timestamp() - interval '1 minute');
    IF FOUND THEN
        RETURN QUERY SELECT true, true, NULL::smallint, NULL::text, NULL::bytea, NULL::text, NULL::text;
    ELSE
        RETURN QUERY SELECT false, kept.fingerprint = given_fingerprint,
                            CASE WHEN kept.status IS NULL AND kept.body IS NOT NULL
                                      AND kept.begun_at < clock_timestamp() - interval '1 minute'
                                 THEN 202::smallint ELSE kept.status END,
                            kept.content_type, kept.body, kept.location, kept.etag
                       FROM api_idempotency kept WHERE kept.token_id = token AND kept.key = given_key;
    END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION billhook.begin_request(uuid, text, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billhook.begin_request(uuid, text, bytea) TO billhook_api;

-- What Stripe calls its refusal, for programs.
ALTER TABLE billhook.operation ADD COLUMN stripe_code text;
DROP FUNCTION billhook.end_operation(uuid, text, uuid, text, text, text);
-- Ends an operation: done when every step is, else failed with the step given; one audit row either way, save for
-- previews. False: the claim is lost.
CREATE FUNCTION billhook.end_operation(given_id uuid, given_executor text, failed_step uuid, given_request_id text,
    given_error_code text, given_error_message text, given_stripe_code text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ended billhook.operation;
    outcome jsonb;
BEGIN
    SELECT * INTO ended FROM billhook.operation
     WHERE id = given_id AND state = 'running' AND executor = given_executor FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF failed_step IS NULL AND EXISTS (SELECT FROM billhook.operation_step
                                        WHERE operation_id = given_id AND state <> 'done') THEN
        RAISE EXCEPTION 'operation % has open steps', given_id;
    END IF;
    UPDATE billhook.operation_step
       SET state = CASE id WHEN failed_step THEN 'failed' ELSE 'canceled' END,
           stripe_request_id = CASE id WHEN failed_step THEN given_request_id ELSE stripe_request_id END
     WHERE operation_id = given_id AND state <> 'done';
    IF failed_step IS NULL THEN
        outcome := billhook.apply_operation(ended);
    END IF;
    UPDATE billhook.operation
       SET state = CASE WHEN failed_step IS NULL THEN 'done' ELSE 'failed' END, result = outcome,
           error_code = given_error_code, error_message = given_error_message, stripe_code = given_stripe_code,
           executor = NULL, claim_until = NULL, finished_at = clock_timestamp()
     WHERE id = given_id;
    IF ended.kind <> 'preview' THEN
        INSERT INTO billhook.audit_log (actor, action, subject, before, after, request_id, operation_id)
        VALUES (ended.actor, ended.kind || CASE WHEN failed_step IS NULL THEN '' ELSE '_failed' END, ended.subject,
                ended.parameters -> 'before',
                coalesce(outcome, jsonb_build_object('code', given_error_code, 'message', given_error_message)),
                ended.request_id, given_id);
    END IF;
    RETURN true;
END
$$;

REVOKE EXECUTE ON FUNCTION billhook.end_operation(uuid, text, uuid, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billhook.end_operation(uuid, text, uuid, text, text, text, text) TO billhook_daemon, billhook_admin;
