-- The tables of the schema; a partitioned one stands for its partitions.
-- parameters: none
-- columns: name
SELECT c.oid::regclass::text AS name
  FROM pg_catalog.pg_class c
 WHERE c.relnamespace = 'billhook'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
 ORDER BY c.relname
