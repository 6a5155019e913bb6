-- Daily rates into the reporting currency, with the :carry days before :from, so that a day without a rate finds the last one;
-- a list a currency, as in list_mrr_days.
-- parameters: :from, :to (dates, half-open), :currencies (lower case, comma-separated), :reporting, :carry (days)
-- columns: from_currency, days (counted from :from, separated by spaces, in any order), rates (as many; decimal text, major units)
SELECT r.from_currency, string_agg(CAST(r.day - CAST(:from AS date) AS text), ' ') AS days,
       string_agg(CAST(r.rate AS text), ' ') AS rates
FROM billhook.fx_rate r
WHERE r.from_currency = ANY (string_to_array(CAST(:currencies AS text), ','))
  AND r.to_currency = CAST(:reporting AS text)
  AND r.day >= CAST(:from AS date) - CAST(:carry AS integer) AND r.day < CAST(:to AS date)
GROUP BY r.from_currency
