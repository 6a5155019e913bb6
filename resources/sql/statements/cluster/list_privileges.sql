-- Who may do what with the schema's objects, one statement each: grants, what is kept from PUBLIC, policies. Partitions are left
-- out (nobody asks them by name), and what the owner may do by being it.
-- parameters: none
-- columns: statement
WITH schema AS (
    SELECT schema.oid, schema.nspowner, schema.nspacl
      FROM pg_catalog.pg_namespace schema
     WHERE schema.nspname = 'billhook'
), relation AS (
    SELECT relation.oid, relation.relowner AS owner, relation.relacl,
           format('%s billhook.%I', CASE relation.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, relation.relname) AS object
      FROM schema
      JOIN pg_catalog.pg_class relation ON relation.relnamespace = schema.oid
     WHERE relation.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND NOT relation.relispartition
), routine AS (
    SELECT routine.proowner AS owner,
           coalesce(routine.proacl, pg_catalog.acldefault('f', routine.proowner)) AS acl,
           format('%s billhook.%I(%s)', CASE routine.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, routine.proname,
                  (SELECT coalesce(string_agg(format('%I.%I', home.nspname, type.typname), ', ' ORDER BY given.place), '')
                         FROM unnest(routine.proargtypes) WITH ORDINALITY AS given (type, place)
                         JOIN pg_catalog.pg_type type ON type.oid = given.type
                         JOIN pg_catalog.pg_namespace home ON home.oid = type.typnamespace)) AS object
      FROM schema
      JOIN pg_catalog.pg_proc routine ON routine.pronamespace = schema.oid
     WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend held
                        WHERE held.classid = 'pg_catalog.pg_proc'::regclass AND held.objid = routine.oid AND held.deptype = 'e')
), granted AS (
    SELECT acl.privilege_type AS privilege, 'SCHEMA billhook' AS object, acl.grantee, schema.nspowner AS owner
      FROM schema
     CROSS JOIN LATERAL pg_catalog.aclexplode(schema.nspacl) AS acl
    UNION ALL
    SELECT acl.privilege_type, relation.object, acl.grantee, relation.owner
      FROM relation
     CROSS JOIN LATERAL pg_catalog.aclexplode(relation.relacl) AS acl
    UNION ALL
    SELECT format('%s (%I)', acl.privilege_type, field.attname), relation.object, acl.grantee, relation.owner
      FROM relation
      JOIN pg_catalog.pg_attribute field ON field.attrelid = relation.oid AND field.attnum > 0 AND NOT field.attisdropped
     CROSS JOIN LATERAL pg_catalog.aclexplode(field.attacl) AS acl
    UNION ALL
    SELECT acl.privilege_type, routine.object, acl.grantee, routine.owner
      FROM routine
     CROSS JOIN LATERAL pg_catalog.aclexplode(routine.acl) AS acl
)
SELECT format('GRANT %s ON %s TO %s;', granted.privilege, granted.object,
              CASE WHEN grantee.oid IS NULL THEN 'PUBLIC' ELSE quote_ident(grantee.rolname) END) AS statement
  FROM granted
  LEFT JOIN pg_catalog.pg_roles grantee ON grantee.oid = granted.grantee
 WHERE granted.grantee <> granted.owner AND (granted.grantee = 0 OR grantee.oid IS NOT NULL)
UNION ALL
SELECT format('REVOKE ALL ON %s FROM PUBLIC;', routine.object)
  FROM routine
 WHERE NOT EXISTS (SELECT FROM pg_catalog.aclexplode(routine.acl) AS acl WHERE acl.grantee = 0)
UNION ALL
SELECT 'ALTER DEFAULT PRIVILEGES FOR ROLE billhook_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;'
 WHERE EXISTS (SELECT FROM pg_catalog.pg_default_acl plain
                 JOIN pg_catalog.pg_roles owner ON owner.oid = plain.defaclrole AND owner.rolname = 'billhook_owner'
                WHERE plain.defaclnamespace = 0 AND plain.defaclobjtype = 'f'
                  AND NOT EXISTS (SELECT FROM pg_catalog.aclexplode(plain.defaclacl) AS acl WHERE acl.grantee = 0))
UNION ALL
SELECT format('CREATE POLICY %I ON billhook.%I AS %s FOR %s TO %s%s%s;', policy.policyname, policy.tablename, policy.permissive, policy.cmd,
              (SELECT string_agg(CASE WHEN role = 'public' THEN 'PUBLIC' ELSE quote_ident(role) END, ', ' ORDER BY role)
                 FROM unnest(policy.roles) AS role),
              ' USING (' || policy.qual || ')', ' WITH CHECK (' || policy.with_check || ')')
  FROM pg_catalog.pg_policies policy
 WHERE policy.schemaname = 'billhook'
