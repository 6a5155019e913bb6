-- The organization list under a filter: the filter's rows in the orders that go with it (what is past due by its amount or plan),
-- which the orders' own indexes would be walked for from their far end. Each also finds the rows that two filters leave.
DROP INDEX billhook.organization_summary_status_plan;
DROP INDEX billhook.organization_summary_plan_currency;
DROP INDEX billhook.organization_summary_currency_status;
CREATE INDEX organization_summary_status_amount ON billhook.organization_summary
    (status, billed_in, annual_amount, organization_id) INCLUDE (plan, archived);
CREATE INDEX organization_summary_plan_amount ON billhook.organization_summary
    (plan COLLATE "und-x-icu", billed_in, annual_amount, organization_id) INCLUDE (status, archived);
CREATE INDEX organization_summary_status_plan ON billhook.organization_summary
    (status, plan COLLATE "und-x-icu", seats, organization_id) INCLUDE (billed_in, archived);
