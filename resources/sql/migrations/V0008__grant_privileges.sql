-- Who may do what with the tables so far. What history may never lose is not granted at all: rows are closed once, never
-- changed or deleted.
GRANT SELECT ON ALL TABLES IN SCHEMA billhook TO billhook_daemon, billhook_finance, billhook_admin;

GRANT UPDATE ON billhook.installation TO billhook_daemon;
GRANT INSERT, UPDATE ON billhook.change_seq TO billhook_daemon;

-- Facts are append-only; what waits for projection comes and goes.
GRANT INSERT ON billhook.stripe_event TO billhook_daemon;
GRANT INSERT, UPDATE, DELETE ON billhook.event_queue, billhook.event_quarantine TO billhook_daemon;
GRANT INSERT ON billhook.object_fact TO billhook_daemon;
GRANT INSERT, UPDATE ON billhook.customer_head TO billhook_daemon;
GRANT INSERT, UPDATE, DELETE ON billhook.object_wait TO billhook_daemon;

-- The mirror is soft-deleted; only items leave for good, with the update that dropped them.
GRANT INSERT, UPDATE ON billhook.customers, billhook.products, billhook.prices, billhook.coupons, billhook.discounts,
    billhook.payment_methods, billhook.subscriptions, billhook.invoices, billhook.payment_failures TO billhook_daemon;
GRANT INSERT, UPDATE, DELETE ON billhook.subscription_items TO billhook_daemon;

GRANT INSERT ON billhook.subscription_revision, billhook.mrr_movement TO billhook_daemon;
GRANT UPDATE (known_to) ON billhook.subscription_revision, billhook.mrr_movement TO billhook_daemon;
GRANT INSERT, UPDATE ON billhook.mrr_rollup, billhook.counter, billhook.organization_summary TO billhook_daemon;
GRANT INSERT, UPDATE, DELETE ON billhook.mrr_rollup_delta, billhook.counter_delta TO billhook_daemon;
GRANT INSERT, UPDATE ON billhook.fx_rate TO billhook_daemon, billhook_admin;

-- The import of the SaaS's own people. It links customers to organizations that came after them and keeps the list's rows.
GRANT SELECT, INSERT, UPDATE ON billhook.organizations, billhook.users, billhook.organization_summary, billhook.change_seq
   TO billhook_directory;
GRANT SELECT, INSERT, UPDATE, DELETE ON billhook.memberships, billhook.projects TO billhook_directory;
GRANT SELECT ON billhook.customers, billhook.subscriptions, billhook.subscription_items, billhook.installation
   TO billhook_directory;
GRANT UPDATE (organization_id) ON billhook.customers TO billhook_directory;

-- REST callers see their own organization, set per transaction in billhook.organization; nothing set: no rows.
GRANT SELECT ON billhook.organizations, billhook.users, billhook.memberships, billhook.projects,
    billhook.organization_summary TO billhook_api;

ALTER TABLE billhook.organizations ENABLE ROW LEVEL SECURITY;
ALTER TABLE billhook.users ENABLE ROW LEVEL SECURITY;
ALTER TABLE billhook.memberships ENABLE ROW LEVEL SECURITY;
ALTER TABLE billhook.projects ENABLE ROW LEVEL SECURITY;
ALTER TABLE billhook.organization_summary ENABLE ROW LEVEL SECURITY;

CREATE POLICY staff ON billhook.organizations
    TO billhook_daemon, billhook_finance, billhook_admin, billhook_directory USING (true);
CREATE POLICY staff ON billhook.users
    TO billhook_daemon, billhook_finance, billhook_admin, billhook_directory USING (true);
CREATE POLICY staff ON billhook.memberships
    TO billhook_daemon, billhook_finance, billhook_admin, billhook_directory USING (true);
CREATE POLICY staff ON billhook.projects
    TO billhook_daemon, billhook_finance, billhook_admin, billhook_directory USING (true);
CREATE POLICY staff ON billhook.organization_summary
    TO billhook_daemon, billhook_finance, billhook_admin, billhook_directory USING (true);

CREATE POLICY tenant ON billhook.organizations FOR SELECT TO billhook_api
    USING (id = (SELECT nullif(current_setting('billhook.organization', true), '')::uuid)
           OR (SELECT current_setting('billhook.superuser', true) = 'on'));
CREATE POLICY tenant ON billhook.memberships FOR SELECT TO billhook_api
    USING (organization_id = (SELECT nullif(current_setting('billhook.organization', true), '')::uuid)
           OR (SELECT current_setting('billhook.superuser', true) = 'on'));
CREATE POLICY tenant ON billhook.projects FOR SELECT TO billhook_api
    USING (organization_id = (SELECT nullif(current_setting('billhook.organization', true), '')::uuid)
           OR (SELECT current_setting('billhook.superuser', true) = 'on'));
CREATE POLICY tenant ON billhook.organization_summary FOR SELECT TO billhook_api
    USING (organization_id = (SELECT nullif(current_setting('billhook.organization', true), '')::uuid)
           OR (SELECT current_setting('billhook.superuser', true) = 'on'));
CREATE POLICY tenant ON billhook.users FOR SELECT TO billhook_api
    USING ((SELECT current_setting('billhook.superuser', true) = 'on')
           OR EXISTS (SELECT FROM billhook.memberships member
                       WHERE member.user_id = users.id
                         AND member.organization_id
                             = (SELECT nullif(current_setting('billhook.organization', true), '')::uuid)));
