-- What the company sells: a plan is one product at Stripe with one or more recurring prices, one of them the default.
CREATE TABLE billhook.plans (
    id uuid PRIMARY KEY,
    stripe_product_id text COLLATE "C" NOT NULL UNIQUE,
    name text NOT NULL,
    slug text NOT NULL UNIQUE,
    description text NOT NULL DEFAULT '',
    max_users bigint, max_projects bigint,         -- NULL: unlimited
    limits_per_unit boolean NOT NULL DEFAULT false,
    features jsonb NOT NULL DEFAULT '[]',
    trial_period_days integer,
    is_active boolean NOT NULL DEFAULT true,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE billhook.plan_prices (
    id uuid PRIMARY KEY,
    plan_id uuid NOT NULL REFERENCES billhook.plans (id),
    stripe_price_id text COLLATE "C" NOT NULL UNIQUE,
    amount bigint NOT NULL,                        -- minor units
    currency text NOT NULL,
    interval text NOT NULL,
    interval_count integer NOT NULL,
    is_default boolean NOT NULL,
    is_active boolean NOT NULL
);
CREATE INDEX ON billhook.plan_prices (plan_id);
CREATE UNIQUE INDEX plan_prices_one_default ON billhook.plan_prices (plan_id) WHERE is_default;
GRANT SELECT ON billhook.plans, billhook.plan_prices TO billhook_daemon, billhook_finance, billhook_admin;

-- A slug is taken from the moment somebody begins to make a plan of it.
CREATE UNIQUE INDEX operation_one_slug ON billhook.operation ((parameters -> 'plan' ->> 'slug'))
    WHERE state IN ('pending', 'running') AND kind IN ('create_plan', 'update_plan', 'link_plan');

-- Writes a plan as an operation has made it at Stripe. A change to what is there raises the version by one.
CREATE FUNCTION billhook.apply_plan(given billhook.operation) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted jsonb := given.parameters -> 'plan';
    objects jsonb := (SELECT coalesce(jsonb_object_agg(name, object), '{}') FROM billhook.operation_step
                       WHERE operation_id = given.id);
BEGIN
    INSERT INTO billhook.plans AS p (id, stripe_product_id, name, slug, description, max_users, max_projects,
        limits_per_unit, features, trial_period_days, is_active)
    VALUES (given.subject::uuid, coalesce(wanted ->> 'stripe_product_id', objects ->> 'create_product'),
            wanted ->> 'name', wanted ->> 'slug', wanted ->> 'description', (wanted ->> 'max_users')::bigint,
            (wanted ->> 'max_projects')::bigint, (wanted ->> 'limits_per_unit')::boolean, wanted -> 'features',
            (wanted ->> 'trial_period_days')::integer, (wanted ->> 'is_active')::boolean)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, slug = excluded.slug, description = excluded.description,
        max_users = excluded.max_users, max_projects = excluded.max_projects, limits_per_unit = excluded.limits_per_unit,
        features = excluded.features, trial_period_days = excluded.trial_period_days, is_active = excluded.is_active,
        version = p.version + 1, updated_at = now();
    UPDATE billhook.plan_prices SET is_default = false WHERE plan_id = given.subject::uuid AND is_default;
    INSERT INTO billhook.plan_prices (id, plan_id, stripe_price_id, amount, currency, interval, interval_count,
        is_default, is_active)
    SELECT (price ->> 'id')::uuid, given.subject::uuid,
           coalesce(price ->> 'stripe_price_id', objects ->> (price ->> 'of')), (price ->> 'amount')::bigint,
           price ->> 'currency', price ->> 'interval', (price ->> 'interval_count')::integer,
           (price ->> 'is_default')::boolean, (price ->> 'is_active')::boolean
      FROM jsonb_array_elements(wanted -> 'prices') AS price
    ON CONFLICT (id) DO UPDATE SET is_default = excluded.is_default, is_active = excluded.is_active;
END
$$;

CREATE OR REPLACE FUNCTION billhook.apply_operation(given billhook.operation) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF given.kind IN ('create_plan', 'update_plan', 'archive_plan', 'link_plan') THEN
        PERFORM billhook.apply_plan(given);
    END IF;
    RETURN (SELECT jsonb_build_object('objects', coalesce(jsonb_object_agg(name, object), '{}'))
              FROM billhook.operation_step WHERE operation_id = given.id AND object IS NOT NULL);
END
$$;

-- What somebody changes at Stripe shows here. What the mirror says already, and what comes while a change of ours is under
-- way, is our own echo; so is what an earlier step of ours left behind.
CREATE FUNCTION billhook.is_echo(plan uuid, metadata text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM billhook.operation
                    WHERE subject = plan::text AND state IN ('pending', 'running'))
        OR EXISTS (SELECT FROM billhook.operation_step s JOIN billhook.operation o ON o.id = s.operation_id
                    WHERE o.subject = plan::text
                      AND s.id = substring(metadata from
                          '"billhook_step":"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"')::uuid
                      AND EXISTS (SELECT FROM billhook.operation_step later
                                    JOIN billhook.operation lo ON lo.id = later.operation_id
                                   WHERE lo.subject = o.subject AND later.object = s.object
                                     AND (lo.created_at, later.position) > (o.created_at, s.position)))
$$;

CREATE FUNCTION billhook.follow_product() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE billhook.plans
       SET name = NEW.name, description = coalesce(NEW.description, ''), is_active = NEW.active AND NOT NEW.deleted,
           version = version + 1, updated_at = now()
     WHERE stripe_product_id = NEW.id AND NOT billhook.is_echo(id, NEW.metadata)
       AND (name, description, is_active)
           IS DISTINCT FROM (NEW.name, coalesce(NEW.description, ''), NEW.active AND NOT NEW.deleted);
    RETURN NULL;
END
$$;
CREATE TRIGGER follow_product AFTER INSERT OR UPDATE ON billhook.products FOR EACH ROW
    WHEN (NOT NEW.stub AND NEW.name IS NOT NULL AND NEW.active IS NOT NULL)
    EXECUTE FUNCTION billhook.follow_product();

CREATE FUNCTION billhook.follow_price() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE billhook.plan_prices r
       SET is_active = NEW.active AND NOT NEW.deleted
      FROM billhook.plans p
     WHERE r.stripe_price_id = NEW.id AND p.id = r.plan_id AND NOT billhook.is_echo(p.id, NEW.metadata)
       AND r.is_active IS DISTINCT FROM (NEW.active AND NOT NEW.deleted);
    IF FOUND THEN
        UPDATE billhook.plans p SET version = version + 1, updated_at = now()
          FROM billhook.plan_prices r WHERE r.stripe_price_id = NEW.id AND p.id = r.plan_id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER follow_price AFTER INSERT OR UPDATE ON billhook.prices FOR EACH ROW
    WHEN (NOT NEW.stub AND NEW.active IS NOT NULL)
    EXECUTE FUNCTION billhook.follow_price();
