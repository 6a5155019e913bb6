-- The organization a customer belongs to, NULL for none: the one its metadata names by id, else the one that says it holds
-- the customer. Metadata is Stripe's text and may hold what jsonb refuses, so it is searched as the canonical text it is:
-- a quote inside a key or value is escaped there and can't be taken for one of ours.
-- Plans are kept for a session and may have been made while the tables were empty: no sequential scans, ever.
CREATE FUNCTION billhook.organization_of(customer text, metadata text) RETURNS uuid
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
    key text;
    named uuid;
    found uuid;
BEGIN
    FOREACH key IN ARRAY ARRAY['organization_id', 'billhook_organization', 'organization'] LOOP
        named := substring(metadata FROM '[{,]"' || key
            || '":"([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})"')::uuid;
        IF named IS NOT NULL THEN
            SELECT organization.id INTO found FROM billhook.organizations organization WHERE organization.id = named;
            IF found IS NOT NULL THEN
                RETURN found;
            END IF;
        END IF;
    END LOOP;
    SELECT organization.id INTO found FROM billhook.organizations organization
     WHERE organization.stripe_customer_id = customer COLLATE "default"; -- callers' is "C", which the index is not
    RETURN found;
END
$$;
REVOKE EXECUTE ON FUNCTION billhook.organization_of(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billhook.organization_of(text, text) TO billhook_daemon, billhook_directory;

-- Brings the list's rows of these organizations up to date with the mirror and the directory, in the caller's transaction.
-- Callers that touch one organization at once take turns on its row, and what comes second sees what the first committed.
CREATE FUNCTION billhook.refresh_organizations(touched uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$ -- each by itself, by index
BEGIN
    PERFORM FROM billhook.organizations organization
      WHERE organization.id = ANY (touched) ORDER BY organization.id FOR NO KEY UPDATE;

    INSERT INTO billhook.organization_summary AS summary (organization_id, name, status, plan, quantity, currency,
           annual_amount, members, projects, next_renewal, customer_id, archived, created_at)
    SELECT organization.id, organization.name,
           CASE WHEN facts.past_due THEN 'past_due'
                WHEN facts.decides IS NOT NULL THEN coalesce(deciding.shown, 'active')
                WHEN facts.counted THEN 'active'          -- a status nobody knows yet, kept in the figures
                WHEN facts.unpaid THEN 'unpaid'
                WHEN facts.paused THEN 'paused'
                WHEN facts.ended THEN 'canceled'
                ELSE 'none' END,
           coalesce(deciding.plan_name, ''), deciding.quantity,
           CASE WHEN coalesce(money.currencies, 0) > 1 THEN NULL ELSE coalesce(money.currency, deciding.currency) END,
           coalesce(money.annual_amount, 0),
           (SELECT count(*) FROM billhook.memberships membership WHERE membership.organization_id = organization.id),
           (SELECT count(*) FROM billhook.projects project WHERE project.organization_id = organization.id),
           facts.next_renewal,
           coalesce(deciding.customer_id, held.id),
           organization.archived, organization.created_at
      FROM billhook.organizations organization
      LEFT JOIN LATERAL (
           SELECT bool_or(live AND status = 'past_due') AS past_due,
                  bool_or(annual_amount > 0) AS counted,
                  bool_or(status = 'unpaid' AND NOT deleted) AS unpaid,
                  bool_or(status = 'paused' AND NOT deleted) AS paused,
                  bool_or(status = 'canceled' OR deleted) AS ended,
                  min(current_period_end) FILTER (WHERE live AND NOT ending) AS next_renewal,
                  (array_agg(id ORDER BY created DESC NULLS LAST, id DESC) FILTER (WHERE live))[1] AS decides
             FROM (SELECT subscription.*,
                          subscription.status IN ('active', 'past_due', 'trialing') AND NOT subscription.deleted AS live,
                          coalesce(subscription.cancel_at_period_end, false) OR subscription.cancel_at IS NOT NULL AS ending
                     FROM billhook.customers customer
                     JOIN billhook.subscriptions subscription ON subscription.customer_id = customer.id
                    WHERE customer.organization_id = organization.id) every) facts ON true
      LEFT JOIN LATERAL (
           SELECT subscription.plan_name, subscription.quantity, subscription.currency, subscription.customer_id,
                  CASE WHEN coalesce(subscription.cancel_at_period_end, false) OR subscription.cancel_at IS NOT NULL
                       THEN 'ending' ELSE subscription.status END AS shown
             FROM billhook.subscriptions subscription WHERE subscription.id = facts.decides) deciding ON true
      LEFT JOIN LATERAL (
           SELECT currency, annual_amount, count(*) OVER () AS currencies
             FROM (SELECT subscription.currency, sum(subscription.annual_amount)::bigint AS annual_amount
                     FROM billhook.customers customer
                     JOIN billhook.subscriptions subscription ON subscription.customer_id = customer.id
                    WHERE customer.organization_id = organization.id AND subscription.annual_amount > 0
                    GROUP BY subscription.currency) sums
            ORDER BY annual_amount DESC, currency
            LIMIT 1) money ON true
      LEFT JOIN LATERAL (
           SELECT customer.id FROM billhook.customers customer
            WHERE customer.organization_id = organization.id
            ORDER BY customer.id = organization.stripe_customer_id DESC NULLS LAST, customer.created, customer.id
            LIMIT 1) held ON true
     WHERE organization.id = ANY (touched)
     ORDER BY organization.id
    ON CONFLICT (organization_id) DO UPDATE
       SET name = excluded.name, status = excluded.status, plan = excluded.plan, quantity = excluded.quantity,
           currency = excluded.currency, annual_amount = excluded.annual_amount, members = excluded.members,
           projects = excluded.projects, next_renewal = excluded.next_renewal, customer_id = excluded.customer_id,
           archived = excluded.archived, created_at = excluded.created_at
     WHERE (summary.name, summary.status, summary.plan, summary.quantity, summary.currency, summary.annual_amount,
            summary.members, summary.projects, summary.next_renewal, summary.customer_id, summary.archived,
            summary.created_at)
           IS DISTINCT FROM
           (excluded.name, excluded.status, excluded.plan, excluded.quantity, excluded.currency, excluded.annual_amount,
            excluded.members, excluded.projects, excluded.next_renewal, excluded.customer_id, excluded.archived,
            excluded.created_at);
END
$$;
REVOKE EXECUTE ON FUNCTION billhook.refresh_organizations(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billhook.refresh_organizations(uuid[]) TO billhook_daemon, billhook_directory;

-- Returns once every transaction that is writing customers now has ended: what comes later sees what the caller committed.
CREATE FUNCTION billhook.await_customers() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '20s' AS $$
BEGIN
    LOCK TABLE billhook.customers IN SHARE ROW EXCLUSIVE MODE;
END
$$;
REVOKE EXECUTE ON FUNCTION billhook.await_customers() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billhook.await_customers() TO billhook_directory;
