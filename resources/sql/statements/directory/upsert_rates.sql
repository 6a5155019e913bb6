-- Writes daily rates; a rate that is there already is corrected. The keys are distinct.
-- parameters: $1 day text[] (ISO), $2 from_currency text[], $3 to_currency text[], $4 rate text[] (decimal), $5 source text[]
-- columns: none; the rows changed
INSERT INTO billhook.fx_rate AS known (day, from_currency, to_currency, rate, source)
SELECT row.day::date, row.from_currency, row.to_currency, row.rate::numeric, row.source
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
       AS row (day, from_currency, to_currency, rate, source)
 ORDER BY row.day, row.from_currency, row.to_currency
ON CONFLICT (day, from_currency, to_currency) DO UPDATE SET rate = excluded.rate, source = excluded.source
 WHERE (known.rate, known.source) IS DISTINCT FROM (excluded.rate, excluded.source)
