-- What is known of the terms of coupons.
-- parameters: $1 text[], ids
-- columns: id, percent_off, amount_off, currency, duration, duration_in_months
SELECT m.id, m.percent_off, m.amount_off, m.currency, m.duration, m.duration_in_months
  FROM billhook.coupons m
 WHERE m.id = ANY ($1::text[])
