-- The default price of a product, and prices that somebody makes at Stripe, show in the plan of that product too.
ALTER TABLE billhook.products ADD COLUMN default_price text;
UPDATE billhook.installation SET facts_reading = 2 WHERE NOT EXISTS (SELECT FROM billhook.object_fact);

-- Makes a price the default of its plan, where it is not yet. True: the plan is different.
CREATE FUNCTION billhook.follow_default(plan uuid, price text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM billhook.plan_prices r WHERE r.plan_id = plan AND r.stripe_price_id = price AND NOT r.is_default) THEN
        RETURN false;
    END IF;
    UPDATE billhook.plan_prices r SET is_default = false WHERE r.plan_id = plan AND r.is_default;
    UPDATE billhook.plan_prices r SET is_default = true WHERE r.plan_id = plan AND r.stripe_price_id = price;
    RETURN true;
END
$$;

CREATE OR REPLACE FUNCTION billhook.follow_product() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    followed billhook.plans;
    different boolean;
BEGIN
    SELECT * INTO followed FROM billhook.plans
     WHERE stripe_product_id = NEW.id AND NOT billhook.is_echo(id, NEW.metadata) FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    different := billhook.follow_default(followed.id, NEW.default_price);
    IF different OR (followed.name, followed.description, followed.is_active)
                    IS DISTINCT FROM (NEW.name, coalesce(NEW.description, ''), NEW.active AND NOT NEW.deleted) THEN
        UPDATE billhook.plans
           SET name = NEW.name, description = coalesce(NEW.description, ''), is_active = NEW.active AND NOT NEW.deleted,
               version = version + 1, updated_at = now()
         WHERE id = followed.id;
    END IF;
    RETURN NULL;
END
$$;

-- A price of a plan's product that the plan does not have yet; a tiered, metered or one-off one is no price of a plan.
CREATE FUNCTION billhook.follow_new_price(plan uuid, price billhook.prices) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    added boolean;
BEGIN
    IF price.recurring_interval IS NULL OR price.usage_type = 'metered' OR price.tiers_mode IS NOT NULL
       OR price.unit_amount !~ '^[0-9]{1,15}$' OR price.unit_amount IS NULL OR NOT price.active OR price.deleted THEN
        RETURN false;
    END IF;
    INSERT INTO billhook.plan_prices (id, plan_id, stripe_price_id, amount, currency, interval, interval_count, is_default, is_active)
    VALUES (gen_random_uuid(), plan, price.id, price.unit_amount::bigint, price.currency, price.recurring_interval,
            coalesce(price.interval_count, 1), false, true)
        ON CONFLICT (stripe_price_id) DO NOTHING;
    added := FOUND;
    IF added AND EXISTS (SELECT FROM billhook.products m WHERE m.id = price.product_id AND m.default_price = price.id) THEN
        PERFORM billhook.follow_default(plan, price.id);
    END IF;
    RETURN added;
END
$$;

CREATE OR REPLACE FUNCTION billhook.follow_price() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    followed uuid;
    different boolean;
BEGIN
    SELECT p.id INTO followed FROM billhook.plans p
     WHERE p.stripe_product_id = NEW.product_id AND NOT billhook.is_echo(p.id, NEW.metadata) FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    UPDATE billhook.plan_prices r
       SET is_active = NEW.active AND NOT NEW.deleted
     WHERE r.plan_id = followed AND r.stripe_price_id = NEW.id AND r.is_active IS DISTINCT FROM (NEW.active AND NOT NEW.deleted);
    different := FOUND;
    IF NOT EXISTS (SELECT FROM billhook.plan_prices r WHERE r.stripe_price_id = NEW.id) THEN
        different := billhook.follow_new_price(followed, NEW) OR different;
    END IF;
    IF different THEN
        UPDATE billhook.plans SET version = version + 1, updated_at = now() WHERE id = followed;
    END IF;
    RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION billhook.follow_default(uuid, text), billhook.follow_new_price(uuid, billhook.prices) FROM PUBLIC;
