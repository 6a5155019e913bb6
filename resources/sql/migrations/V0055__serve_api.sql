-- What REST callers may see, whose tokens are in force, and answers kept for those who repeat a request.
ALTER TABLE billhook.api_token ADD COLUMN expires_at timestamptz; -- NULL: until it is revoked

CREATE FUNCTION billhook.find_caller(given bytea)
RETURNS TABLE (id uuid, scope text, organization_id uuid, role text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, billhook, pg_temp AS $$
BEGIN
    UPDATE api_token t SET last_used_at = now()
     WHERE t.hash = given AND t.revoked_at IS NULL AND (t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute');
    RETURN QUERY SELECT t.id, t.scope, t.organization_id, t.role FROM api_token t
                  WHERE t.hash = given AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now());
END
$$;
REVOKE EXECUTE ON FUNCTION billhook.find_caller FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billhook.find_caller TO billhook_api;

CREATE TABLE billhook.api_idempotency (
    token_id uuid NOT NULL REFERENCES billhook.api_token (id),
    key text NOT NULL,
    fingerprint bytea NOT NULL,                    -- of method, path and body
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    status smallint,                               -- NULL: under way
    content_type text,
    body bytea,
    location text,
    PRIMARY KEY (token_id, key)
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
CREATE INDEX ON billhook.api_idempotency (begun_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON billhook.api_idempotency TO billhook_api;
GRANT SELECT, DELETE ON billhook.api_idempotency TO billhook_daemon;

-- begun: the caller is the first, or may be the first again; else what is kept of the one before.
CREATE FUNCTION billhook.begin_request(token uuid, given_key text, given_fingerprint bytea)
RETURNS TABLE (begun boolean, same boolean, status smallint, content_type text, body bytea, location text)
LANGUAGE plpgsql SET search_path = pg_catalog, billhook, pg_temp AS $$
BEGIN
    INSERT INTO api_idempotency AS kept (token_id, key, fingerprint) VALUES (token, given_key, given_fingerprint)
    ON CONFLICT (token_id, key) DO UPDATE
       SET fingerprint = excluded.fingerprint, begun_at = clock_timestamp(), status = NULL, content_type = NULL, body = NULL,
           location = NULL
     WHERE kept.begun_at < clock_timestamp() - interval '24 hours'
        OR (kept.status IS NULL AND kept.fingerprint = excluded.fingerprint
            AND kept.begun_at < clock_timestamp() - interval '1 minute');
    IF FOUND THEN
        RETURN QUERY SELECT true, true, NULL::smallint, NULL::text, NULL::bytea, NULL::text;
    ELSE
        RETURN QUERY SELECT false, kept.fingerprint = given_fingerprint, kept.status, kept.content_type, kept.body, kept.location
                       FROM api_idempotency kept WHERE kept.token_id = token AND kept.key = given_key;
    END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION billhook.begin_request FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billhook.begin_request TO billhook_api;

-- The mirror, under the same rule as the organizations themselves.
GRANT SELECT ON billhook.customers, billhook.subscriptions, billhook.subscription_items, billhook.invoices TO billhook_api;
ALTER TABLE billhook.customers ENABLE ROW LEVEL SECURITY;
ALTER TABLE billhook.subscriptions ENABLE ROW LEVEL SECURITY;
ALTER TABLE billhook.subscription_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE billhook.invoices ENABLE ROW LEVEL SECURITY;
CREATE POLICY staff ON billhook.customers
    TO billhook_daemon, billhook_finance, billhook_admin, billhook_directory USING (true);
CREATE POLICY staff ON billhook.subscriptions
    TO billhook_daemon, billhook_finance, billhook_admin, billhook_directory USING (true);
CREATE POLICY staff ON billhook.subscription_items
    TO billhook_daemon, billhook_finance, billhook_admin, billhook_directory USING (true);
CREATE POLICY staff ON billhook.invoices
    TO billhook_daemon, billhook_finance, billhook_admin, billhook_directory USING (true);
CREATE POLICY tenant ON billhook.customers FOR SELECT TO billhook_api
    USING (organization_id = (SELECT nullif(current_setting('billhook.organization', true), '')::uuid)
           OR (SELECT current_setting('billhook.superuser', true) = 'on'));
CREATE POLICY tenant ON billhook.subscriptions FOR SELECT TO billhook_api
    USING ((SELECT current_setting('billhook.superuser', true) = 'on')
           OR EXISTS (SELECT FROM billhook.customers c WHERE c.id = subscriptions.customer_id));
CREATE POLICY tenant ON billhook.subscription_items FOR SELECT TO billhook_api
    USING ((SELECT current_setting('billhook.superuser', true) = 'on')
           OR EXISTS (SELECT FROM billhook.subscriptions s WHERE s.id = subscription_items.subscription_id));
CREATE POLICY tenant ON billhook.invoices FOR SELECT TO billhook_api
    USING ((SELECT current_setting('billhook.superuser', true) = 'on')
           OR EXISTS (SELECT FROM billhook.customers c WHERE c.id = invoices.customer_id));
