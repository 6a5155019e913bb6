-- Writes daily rates; a rate that is there already is corrected. The keys are distinct.
-- parameters: $1 day text[] (ISO), $2 from_currency text[], $3 to_currency text[], $4 rate text[] (decimal), $5 source text[]
-- columns: the day of each rate that is new or another
SELECT billhook.set_rates($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
