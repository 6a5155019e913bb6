-- What this database belongs to.
-- parameters: none
-- columns: account, livemode, demo, company, zone, currency, profile, adopted
SELECT account, livemode, demo, company, zone, currency, profile, adopted_at IS NOT NULL AS adopted
  FROM billhook.installation
