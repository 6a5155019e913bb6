-- What in the schema belongs to somebody else than the owners' group, as the statements that give it back: a restore leaves it
-- with whoever restored. What an extension brought stays the extension's.
-- parameters: none
-- columns: statement
WITH schema AS (
    SELECT schema.oid, schema.nspowner, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = 'billhook_owner') AS owner
      FROM pg_catalog.pg_namespace schema
     WHERE schema.nspname = 'billhook'
), astray AS (
    SELECT 1 AS step, 'SCHEMA billhook' AS object
      FROM schema
     WHERE schema.nspowner IS DISTINCT FROM schema.owner
    UNION ALL
    SELECT CASE WHEN relation.relispartition THEN 3 ELSE 2 END,
           format('%s billhook.%I', CASE relation.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                                                          WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, relation.relname)
      FROM schema
      JOIN pg_catalog.pg_class relation ON relation.relnamespace = schema.oid
     WHERE relation.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
       AND relation.relowner IS DISTINCT FROM schema.owner
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend held
                        WHERE held.classid = 'pg_catalog.pg_class'::regclass AND held.objid = relation.oid
                          AND held.deptype IN ('a', 'e', 'i') AND relation.relkind IN ('S', 'r', 'v')
                          AND (held.deptype = 'e' OR relation.relkind = 'S'))
    UNION ALL
    SELECT 4, format('%s billhook.%I(%s)', CASE routine.prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN 'AGGREGATE'
                                                                ELSE 'FUNCTION' END,
                     routine.proname, (SELECT coalesce(string_agg(format('%I.%I', home.nspname, type.typname), ', ' ORDER BY given.place), '')
                         FROM unnest(routine.proargtypes) WITH ORDINALITY AS given (type, place)
                         JOIN pg_catalog.pg_type type ON type.oid = given.type
                         JOIN pg_catalog.pg_namespace home ON home.oid = type.typnamespace))
      FROM schema
      JOIN pg_catalog.pg_proc routine ON routine.pronamespace = schema.oid
     WHERE routine.proowner IS DISTINCT FROM schema.owner
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend held
                        WHERE held.classid = 'pg_catalog.pg_proc'::regclass AND held.objid = routine.oid AND held.deptype = 'e')
    UNION ALL
    SELECT 5, format('%s billhook.%I', CASE type.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, type.typname)
      FROM schema
      JOIN pg_catalog.pg_type type ON type.typnamespace = schema.oid
      LEFT JOIN pg_catalog.pg_class relation ON relation.oid = type.typrelid
     WHERE type.typowner IS DISTINCT FROM schema.owner
       AND (type.typtype IN ('d', 'e', 'r') OR relation.relkind = 'c')
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend held
                        WHERE held.classid = 'pg_catalog.pg_type'::regclass AND held.objid = type.oid AND held.deptype = 'e')
)
SELECT format('ALTER %s OWNER TO billhook_owner;', astray.object) AS statement
  FROM astray
 ORDER BY astray.step, astray.object
