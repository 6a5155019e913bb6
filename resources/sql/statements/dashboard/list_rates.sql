-- Daily rates into the reporting currency, with the :carry days before :from, so that a day without a rate finds the last one.
-- parameters: :from, :to (dates, half-open), :currencies (lower case, comma-separated), :reporting, :carry (days)
-- columns: day, from_currency, rate (decimal text, major units)
SELECT r.day, r.from_currency, r.rate::text AS rate
FROM billhook.fx_rate r
WHERE r.from_currency = ANY (string_to_array(CAST(:currencies AS text), ','))
  AND r.to_currency = CAST(:reporting AS text)
  AND r.day >= CAST(:from AS date) - CAST(:carry AS integer) AND r.day < CAST(:to AS date)
ORDER BY r.from_currency, r.day
