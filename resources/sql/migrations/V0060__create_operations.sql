-- Every write to Stripe: one row for each intention of a person or program, and one for each call it takes. Both are
-- committed before the first call, so that nothing sent can be forgotten.
CREATE TABLE billhook.operation (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind <> ''),         -- create_plan, update_plan, ...; preview is unaudited
    subject text NOT NULL,                         -- id of what it changes, ours or Stripe's
    parameters jsonb NOT NULL,
    actor text NOT NULL,                           -- person:<login>, token:<id> or program:<name>
    request_id text,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'running', 'done', 'failed', 'canceled')),
    executor text,                                 -- who sends its calls; NULL: nobody at present
    claim_until timestamptz,                       -- of the executor, renewed before each call
    retry_at timestamptz,                          -- not to be taken up before
    attempts integer NOT NULL DEFAULT 0,           -- of taking it up
    error_code text,
    error_message text,                            -- for people
    result jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);
CREATE UNIQUE INDEX operation_one_at_a_time ON billhook.operation (subject)
    WHERE state IN ('pending', 'running') AND kind <> 'preview';
CREATE INDEX operation_open ON billhook.operation (created_at) WHERE state IN ('pending', 'running');

CREATE TABLE billhook.operation_step (
    id uuid PRIMARY KEY,                           -- the Idempotency-Key of all attempts, and billhook_step in metadata
    operation_id uuid NOT NULL REFERENCES billhook.operation (id) ON DELETE CASCADE,
    position integer NOT NULL,
    name text NOT NULL,
    method text NOT NULL CHECK (method IN ('POST', 'DELETE')),
    endpoint text NOT NULL,                        -- /v1/products/{id}
    object_id text,                                -- takes the place of {id}
    object_of text,                                -- instead of object_id: the step whose object it is
    parameters jsonb NOT NULL,                     -- [{"name", "value"}] in order; "of" instead of value: that step's object
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'running', 'done', 'failed', 'canceled')),
    sent_at timestamptz,                           -- before the first attempt; Stripe keeps the key a day from here
    stripe_request_id text,
    object text,                                   -- id of what Stripe answered
    response text,
    UNIQUE (operation_id, position),
    UNIQUE (operation_id, name)
);

-- Who changed what. One row for each change by a person or over the API, never changed or deleted.
CREATE TABLE billhook.audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    before jsonb,
    after jsonb,
    request_id text,
    operation_id uuid UNIQUE
);
CREATE INDEX ON billhook.audit_log (subject, id);
CREATE FUNCTION billhook.keep_audit() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = '42501';
END
$$;
CREATE TRIGGER keep_audit BEFORE UPDATE OR DELETE ON billhook.audit_log
    FOR EACH ROW EXECUTE FUNCTION billhook.keep_audit();
CREATE TRIGGER keep_audit_whole BEFORE TRUNCATE ON billhook.audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION billhook.keep_audit();

GRANT SELECT ON billhook.operation, billhook.operation_step, billhook.audit_log
   TO billhook_daemon, billhook_finance, billhook_admin;
GRANT INSERT ON billhook.audit_log TO billhook_daemon;

-- The rest is written by functions alone, the same for the daemon and for the desktop of an admin. An admin acts under
-- the login's own name, whatever the program says.
CREATE FUNCTION billhook.begin_operation(given_id uuid, given_kind text, given_subject text, given_parameters jsonb,
    given_actor text, given_request_id text, given_executor text, claim interval, steps jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO billhook.operation (id, kind, subject, parameters, actor, request_id, executor, claim_until)
    VALUES (given_id, given_kind, given_subject, given_parameters,
            CASE current_setting('role') WHEN 'billhook_admin' THEN 'person:' || session_user ELSE given_actor END,
            given_request_id, given_executor, CASE WHEN given_executor IS NOT NULL THEN clock_timestamp() + claim END);
    INSERT INTO billhook.operation_step (id, operation_id, position, name, method, endpoint, object_id, object_of,
        parameters)
    SELECT (step ->> 'id')::uuid, given_id, ordinality, step ->> 'name', step ->> 'method', step ->> 'endpoint',
           step ->> 'object_id', step ->> 'object_of', step -> 'parameters'
      FROM jsonb_array_elements(steps) WITH ORDINALITY AS given (step, ordinality);
END
$$;

-- Takes an open operation up, or renews the claim: true. False: it is finished, another executor's, or not due.
CREATE FUNCTION billhook.claim_operation(given_id uuid, given_executor text, claim interval, grace interval)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE billhook.operation
       SET state = 'running', executor = given_executor, claim_until = clock_timestamp() + claim, retry_at = NULL,
           attempts = attempts + CASE WHEN state = 'running' AND executor = given_executor THEN 0 ELSE 1 END
     WHERE id = given_id AND state IN ('pending', 'running')
       AND (executor IS NULL OR executor = given_executor OR claim_until + grace < clock_timestamp())
       AND (retry_at IS NULL OR retry_at <= clock_timestamp());
    RETURN FOUND;
END
$$;

-- What stands before each call: the claim is renewed and the time of the first attempt kept. False: the claim is lost.
CREATE FUNCTION billhook.begin_step(given_step uuid, given_executor text, claim interval) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE billhook.operation o
       SET claim_until = clock_timestamp() + claim
      FROM billhook.operation_step s
     WHERE s.id = given_step AND o.id = s.operation_id AND o.state = 'running' AND o.executor = given_executor;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE billhook.operation_step
       SET state = 'running', sent_at = coalesce(sent_at, clock_timestamp())
     WHERE id = given_step AND state IN ('pending', 'running');
    RETURN FOUND;
END
$$;

-- What Stripe answered to a step that succeeded. False: the claim is lost.
CREATE FUNCTION billhook.end_step(given_step uuid, given_executor text, given_request_id text, given_object text,
    given_response text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE billhook.operation_step s
       SET state = 'done', stripe_request_id = given_request_id, object = given_object, response = given_response
      FROM billhook.operation o
     WHERE s.id = given_step AND s.state = 'running'
       AND o.id = s.operation_id AND o.state = 'running' AND o.executor = given_executor;
    RETURN FOUND;
END
$$;

-- Gives an operation back for a later attempt, as its effect is not known yet. False: the claim is lost.
CREATE FUNCTION billhook.release_operation(given_id uuid, given_executor text, pause interval, given_error_code text,
    given_error_message text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE billhook.operation
       SET executor = NULL, claim_until = NULL, retry_at = clock_timestamp() + pause,
           error_code = given_error_code, error_message = given_error_message
     WHERE id = given_id AND state = 'running' AND executor = given_executor;
    RETURN FOUND;
END
$$;

-- What a finished operation changes in our own tables; kinds with such an effect are added where their tables are made.
CREATE FUNCTION billhook.apply_operation(given billhook.operation) RETURNS jsonb
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object('objects', coalesce(jsonb_object_agg(name, object), '{}'))
      FROM billhook.operation_step WHERE operation_id = given.id AND object IS NOT NULL
$$;

-- Ends an operation: done when every step is, else failed with the step given; one audit row either way, save for
-- previews. False: the claim is lost.
CREATE FUNCTION billhook.end_operation(given_id uuid, given_executor text, failed_step uuid, given_request_id text,
    given_error_code text, given_error_message text) RETURNS boolean
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
           error_code = given_error_code, error_message = given_error_message,
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

REVOKE EXECUTE ON FUNCTION billhook.apply_operation(billhook.operation) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    billhook.begin_operation(uuid, text, text, jsonb, text, text, text, interval, jsonb),
    billhook.claim_operation(uuid, text, interval, interval), billhook.begin_step(uuid, text, interval),
    billhook.end_step(uuid, text, text, text, text), billhook.release_operation(uuid, text, interval, text, text),
    billhook.end_operation(uuid, text, uuid, text, text, text)
   TO billhook_daemon, billhook_admin;
