-- Text as it is looked for: small letters without their marks, so that "sohne" finds "Söhne". "C": LIKE compares bytes.
CREATE FUNCTION billhook.folded(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(regexp_replace(normalize(given, NFKD), '[\u0300-\u036F]', '', 'g') COLLATE "und-x-icu") COLLATE "C";
REVOKE EXECUTE ON FUNCTION billhook.folded(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billhook.folded(text) TO billhook_daemon, billhook_api, billhook_finance, billhook_admin, billhook_directory;

-- An organization's name in its address. What a line gives is kept unless another organization has it; else the name makes it.
CREATE FUNCTION billhook.free_slug(wanted text, organization uuid) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
    base text := coalesce(nullif(trim(BOTH '-' FROM regexp_replace(billhook.folded(wanted), '[^a-z0-9]+', '-', 'g')), ''), 'organization');
    tried text;
BEGIN
    FOREACH tried IN ARRAY ARRAY[base, base || '-' || right(organization::text, 8), base || '-' || organization::text] LOOP
        IF NOT EXISTS (SELECT FROM billhook.organizations o WHERE o.slug = tried AND o.id <> organization) THEN
            RETURN tried;
        END IF;
    END LOOP;
    RETURN organization::text;
END
$$;
REVOKE EXECUTE ON FUNCTION billhook.free_slug(text, uuid) FROM PUBLIC;

ALTER TABLE billhook.organizations ADD COLUMN slug text;
CREATE UNIQUE INDEX organizations_slug ON billhook.organizations (slug);
UPDATE billhook.organizations SET slug = billhook.free_slug(name, id);
ALTER TABLE billhook.organizations ALTER COLUMN slug SET NOT NULL;

CREATE FUNCTION billhook.keep_slug() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.slug := billhook.free_slug(coalesce(NEW.slug, NEW.name), NEW.id);
    RETURN NEW;
END
$$;
REVOKE EXECUTE ON FUNCTION billhook.keep_slug() FROM PUBLIC;
CREATE TRIGGER keep_slug BEFORE INSERT OR UPDATE OF slug ON billhook.organizations
    FOR EACH ROW EXECUTE FUNCTION billhook.keep_slug();

-- What the list of users sorts and filters by. Memberships say it, whoever writes them: see keep_memberships().
ALTER TABLE billhook.users
    ADD COLUMN active boolean NOT NULL DEFAULT true,
    ADD COLUMN organizations bigint NOT NULL DEFAULT 0,           -- memberships, invitations too
    ADD COLUMN joined bigint NOT NULL DEFAULT 0,                  -- those that are no invitations
    ADD COLUMN roles smallint NOT NULL DEFAULT 0;                 -- owner 4, admin 2, member 1
UPDATE billhook.users AS known
   SET organizations = held.organizations, joined = held.joined, roles = held.roles
  FROM (SELECT m.user_id, count(*) AS organizations, count(*) FILTER (WHERE m.state = 'active') AS joined,
               bit_or(CASE m.role WHEN 'owner' THEN 4 WHEN 'admin' THEN 2 ELSE 1 END) AS roles
          FROM billhook.memberships m GROUP BY m.user_id) held
 WHERE known.id = held.user_id;
ALTER TABLE billhook.users
    ADD COLUMN state text COLLATE "C" NOT NULL GENERATED ALWAYS AS (CASE WHEN NOT active THEN 'inactive'
        WHEN organizations > 0 AND joined = 0 THEN 'invited' ELSE 'active' END) STORED,
    ADD COLUMN folded text COLLATE "C" NOT NULL GENERATED ALWAYS AS (billhook.folded(name || ' ' || email)) STORED;

-- The orders that searches are looked through in carry what is searched.
CREATE INDEX users_by_name ON billhook.users (name COLLATE "und-x-icu", id) INCLUDE (state, roles, created_at, folded);
CREATE INDEX users_by_email ON billhook.users (email COLLATE "und-x-icu", id) INCLUDE (state, roles, created_at);
CREATE INDEX users_by_organizations ON billhook.users (organizations, id) INCLUDE (state, roles, created_at);
CREATE INDEX users_by_roles ON billhook.users (roles, id) INCLUDE (state, created_at);
CREATE INDEX users_by_state ON billhook.users (state, id) INCLUDE (roles, created_at);
-- Who is invited came lately: the order by signing up would be walked for them from its far end.
CREATE INDEX users_by_state_and_creation ON billhook.users (state, created_at, id) INCLUDE (roles);
CREATE INDEX users_by_creation ON billhook.users (created_at, id) INCLUDE (state, roles, folded);
DO $$
BEGIN
    EXECUTE format('CREATE INDEX users_words ON billhook.users USING gin (folded %I.gin_trgm_ops)',
        (SELECT n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm'));
END
$$;
ALTER TABLE billhook.users SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);

-- How many users there are in each state (slot -infinity), and how many signed up in a quarter of an hour, the last days only:
-- a day begins with a quarter in every zone. Append-only deltas, folded by fold_user_counts(); a figure is the sum of both.
CREATE TABLE billhook.user_count (
    kind text NOT NULL,                            -- active, inactive, invited, signup
    slot timestamptz NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (kind, slot)
);
CREATE TABLE billhook.user_count_delta (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL, slot timestamptz NOT NULL, count bigint NOT NULL
);
GRANT SELECT ON billhook.user_count, billhook.user_count_delta
   TO billhook_daemon, billhook_finance, billhook_admin, billhook_directory;
INSERT INTO billhook.user_count SELECT state, '-infinity', count(*) FROM billhook.users GROUP BY state;
INSERT INTO billhook.user_count
SELECT 'signup', date_bin('15 minutes', created_at, 'epoch'), count(*) FROM billhook.users
 WHERE created_at >= now() - interval '16 days' GROUP BY 2;

CREATE FUNCTION billhook.fold_user_counts() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH old AS (DELETE FROM billhook.user_count WHERE kind = 'signup' AND slot < now() - interval '16 days'),
         gone AS (DELETE FROM billhook.user_count_delta RETURNING kind, slot, count)
    INSERT INTO billhook.user_count AS known (kind, slot, count)
    SELECT gone.kind, gone.slot, sum(gone.count)::bigint FROM gone
     WHERE gone.kind <> 'signup' OR gone.slot >= now() - interval '16 days'
     GROUP BY 1, 2 HAVING sum(gone.count)::bigint <> 0 ORDER BY 1, 2
    ON CONFLICT (kind, slot) DO UPDATE SET count = known.count + excluded.count
$$;
REVOKE EXECUTE ON FUNCTION billhook.fold_user_counts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billhook.fold_user_counts() TO billhook_daemon, billhook_directory;

-- One for each command, with the rows it wrote; a transition table of the other kind is empty.
CREATE FUNCTION billhook.count_users() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        INSERT INTO billhook.user_count_delta (kind, slot, count)
        SELECT state, '-infinity', count(*) FROM arrived GROUP BY state
        UNION ALL
        SELECT 'signup', date_bin('15 minutes', created_at, 'epoch'), count(*) FROM arrived
         WHERE created_at >= now() - interval '16 days' GROUP BY 2;
    END IF;
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        INSERT INTO billhook.user_count_delta (kind, slot, count)
        SELECT state, '-infinity', -count(*) FROM departed GROUP BY state
        UNION ALL
        SELECT 'signup', date_bin('15 minutes', created_at, 'epoch'), -count(*) FROM departed
         WHERE created_at >= now() - interval '16 days' GROUP BY 2;
    END IF;
    RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION billhook.count_users() FROM PUBLIC;
CREATE TRIGGER count_arrived AFTER INSERT ON billhook.users
    REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION billhook.count_users();
CREATE TRIGGER count_changed AFTER UPDATE ON billhook.users
    REFERENCING NEW TABLE AS arrived OLD TABLE AS departed FOR EACH STATEMENT EXECUTE FUNCTION billhook.count_users();
CREATE TRIGGER count_departed AFTER DELETE ON billhook.users
    REFERENCING OLD TABLE AS departed FOR EACH STATEMENT EXECUTE FUNCTION billhook.count_users();

-- Users whose memberships were written take turns on their rows, and what comes second sees what the first committed.
CREATE FUNCTION billhook.recount_memberships(touched uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
BEGIN
    PERFORM FROM billhook.users u WHERE u.id = ANY (touched) ORDER BY u.id FOR NO KEY UPDATE;
    UPDATE billhook.users AS known
       SET organizations = held.organizations, joined = held.joined, roles = held.roles
      FROM (SELECT u.id, count(m.user_id) AS organizations, count(*) FILTER (WHERE m.state = 'active') AS joined,
                   coalesce(bit_or(CASE m.role WHEN 'owner' THEN 4 WHEN 'admin' THEN 2 WHEN 'member' THEN 1 END), 0) AS roles
              FROM unnest(touched) AS u (id) LEFT JOIN billhook.memberships m ON m.user_id = u.id GROUP BY u.id) held
     WHERE known.id = held.id
       AND (known.organizations, known.joined, known.roles) IS DISTINCT FROM (held.organizations, held.joined, held.roles);
END
$$;
REVOKE EXECUTE ON FUNCTION billhook.recount_memberships(uuid[]) FROM PUBLIC;

CREATE FUNCTION billhook.keep_memberships() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM billhook.recount_memberships(ARRAY(SELECT DISTINCT user_id FROM arrived));
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM billhook.recount_memberships(ARRAY(SELECT DISTINCT user_id FROM departed));
    ELSE
        PERFORM billhook.recount_memberships(ARRAY(SELECT user_id FROM arrived UNION SELECT user_id FROM departed));
    END IF;
    RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION billhook.keep_memberships() FROM PUBLIC;
CREATE TRIGGER keep_arrived AFTER INSERT ON billhook.memberships
    REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION billhook.keep_memberships();
CREATE TRIGGER keep_changed AFTER UPDATE ON billhook.memberships
    REFERENCING NEW TABLE AS arrived OLD TABLE AS departed FOR EACH STATEMENT EXECUTE FUNCTION billhook.keep_memberships();
CREATE TRIGGER keep_departed AFTER DELETE ON billhook.memberships
    REFERENCING OLD TABLE AS departed FOR EACH STATEMENT EXECUTE FUNCTION billhook.keep_memberships();

-- What the directory says is removed goes, with all that hangs on it. Customers keep the link: the id may come back.
CREATE FUNCTION billhook.remove_organizations(removed uuid[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone bigint;
BEGIN
    PERFORM FROM billhook.organizations o WHERE o.id = ANY (removed) ORDER BY o.id FOR UPDATE;
    DELETE FROM billhook.memberships m WHERE m.organization_id = ANY (removed);
    DELETE FROM billhook.projects p WHERE p.organization_id = ANY (removed);
    DELETE FROM billhook.api_token t WHERE t.organization_id = ANY (removed);
    DELETE FROM billhook.organization_summary s WHERE s.organization_id = ANY (removed);
    DELETE FROM billhook.organizations o WHERE o.id = ANY (removed);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;
REVOKE EXECUTE ON FUNCTION billhook.remove_organizations(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billhook.remove_organizations(uuid[]) TO billhook_directory;
GRANT DELETE ON billhook.users TO billhook_directory;

-- Up to `most` users by a piece of their folded name and e-mail; see find_organizations().
CREATE FUNCTION billhook.find_users(piece text, other_piece text, number text, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off AS $$
BEGIN
    RETURN QUERY SELECT u.id FROM billhook.users u
      WHERE u.folded LIKE piece OR u.folded LIKE other_piece LIMIT most;
END
$$;
REVOKE EXECUTE ON FUNCTION billhook.find_users(text, text, text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billhook.find_users(text, text, text, integer) TO billhook_finance, billhook_admin;
