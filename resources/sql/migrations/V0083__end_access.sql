-- Ends every session of a person's login, in whatever database, and waits for that: whoever is no longer to come in, or only as
-- somebody who may do less, does not stay in. How many there were. Nothing for logins that are not people's, so that it is asked
-- before the groups are taken away.
CREATE FUNCTION billhook.end_login(name text) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ended bigint;
BEGIN
    IF NOT coalesce(billhook.is_bounded(to_regrole(quote_ident(name))), false) THEN
        RETURN 0;
    END IF;
    -- Chosen first: a planner is free to end whoever it has not compared yet.
    WITH theirs AS MATERIALIZED (
        SELECT a.pid FROM pg_stat_activity a WHERE a.usename = name AND a.pid <> pg_backend_pid()
    )
    SELECT count(*) INTO ended FROM theirs WHERE pg_terminate_backend(theirs.pid, 5000);
    RETURN ended;
END
$$;
REVOKE EXECUTE ON FUNCTION billhook.end_login(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billhook.end_login(text) TO billhook_daemon;

ALTER FUNCTION billhook.waiting_events(bigint, bigint) SET search_path = pg_catalog, pg_temp;
