-- What this login lacks to bring the schema up to date, as statements in the order in which somebody who may must run them. A
-- superuser needs no membership, the people's two groups are not a daemon's; from 16 on membership alone does not allow SET ROLE.
-- parameters: none
-- columns: statement
WITH us AS (
    SELECT role.rolname, role.rolsuper
      FROM pg_catalog.pg_roles role
     WHERE role.rolname = session_user
), wanted AS (
    SELECT name, role.oid,
           role.oid IS NOT NULL AND pg_catalog.pg_has_role(session_user, role.oid,
               CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER' END) AS member
      FROM unnest(ARRAY['billhook_owner', 'billhook_daemon', 'billhook_api', 'billhook_finance', 'billhook_admin',
                        'billhook_directory']) AS name
      LEFT JOIN pg_catalog.pg_roles role ON role.rolname = name
), lacking AS (
    SELECT 1 AS step, format('CREATE ROLE %I NOLOGIN;', wanted.name) AS statement
      FROM wanted
     WHERE wanted.oid IS NULL
    UNION ALL
    SELECT 2, format('GRANT %I TO %I;', wanted.name, us.rolname)
      FROM wanted
     CROSS JOIN us
     WHERE NOT us.rolsuper AND NOT wanted.member AND wanted.name NOT IN ('billhook_finance', 'billhook_admin')
    UNION ALL
    SELECT 3, format('GRANT CREATE ON DATABASE %I TO %I;', current_database(), us.rolname)
      FROM us
     WHERE NOT has_database_privilege(us.rolname, current_database(), 'CREATE')
       AND (NOT EXISTS (SELECT FROM pg_catalog.pg_namespace schema
                          JOIN pg_catalog.pg_roles owner ON owner.oid = schema.nspowner AND owner.rolname = 'billhook_owner'
                         WHERE schema.nspname = 'billhook')
            OR NOT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'pg_trgm'))
)
SELECT lacking.statement
  FROM lacking
 ORDER BY lacking.step, lacking.statement
