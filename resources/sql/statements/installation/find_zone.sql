-- Whether PostgreSQL knows an IANA time zone of that name.
-- parameters: :zone text
-- columns: known
SELECT EXISTS (SELECT FROM pg_catalog.pg_timezone_names WHERE name = :zone) AS known
