-- Whether the database holds anything of a company's: a bulk load wants it empty.
-- parameters: none
-- columns: anything
SELECT EXISTS (SELECT FROM billhook.organizations) OR EXISTS (SELECT FROM billhook.users)
       OR EXISTS (SELECT FROM billhook.stripe_event) OR EXISTS (SELECT FROM billhook.customers)
       OR EXISTS (SELECT FROM billhook.event_quarantine) AS anything
