-- Every object of ours, and every grant on it that is not its owner's: one sorted line each.
WITH ours AS (
    SELECT c.oid, c.relkind, c.relowner, c.relacl, regexp_replace(c.relname, '_\d{4}_\d{2}$', '_YYYY_MM') AS name
      FROM pg_class c
     WHERE c.relnamespace = 'billhook'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
), kinds (relkind, word) AS (
    VALUES ('r'::"char", 'table'), ('p', 'table'), ('v', 'view'), ('m', 'view'), ('S', 'sequence'), ('f', 'table')
), functions AS (
    SELECT p.*, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS signature,
           EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e') AS extended
      FROM pg_proc p WHERE p.pronamespace = 'billhook'::regnamespace
), lines (line) AS (
    SELECT concat_ws(' ', word, name, CASE WHEN relkind = 'v' THEN
               (SELECT coalesce(array_to_string(c.reloptions, ','), 'without security_invoker') FROM pg_class c WHERE c.oid = ours.oid) END,
               CASE WHEN (SELECT c.relrowsecurity FROM pg_class c WHERE c.oid = ours.oid) THEN 'by row' END)
      FROM ours JOIN kinds USING (relkind)
    UNION ALL
    SELECT format('%s %s: %s %s', word, name, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, a.privilege_type)
      FROM ours JOIN kinds USING (relkind), aclexplode(relacl) a WHERE a.grantee <> relowner
    UNION ALL
    SELECT format('%s %s.%s: %s %s', word, name, attname, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, a.privilege_type)
      FROM ours JOIN kinds USING (relkind) JOIN pg_attribute t ON t.attrelid = ours.oid, aclexplode(t.attacl) a
     WHERE a.grantee <> relowner
    UNION ALL
    SELECT format('policy %s.%s: %s %s %s', relname, polname, polcmd,
                  (SELECT string_agg(r::regrole::text, ',' ORDER BY r::regrole::text) FROM unnest(polroles) r),
                  regexp_replace(pg_get_expr(polqual, polrelid), '\s+', ' ', 'g'))
      FROM pg_policy JOIN pg_class c ON c.oid = polrelid WHERE c.relnamespace = 'billhook'::regnamespace
    UNION ALL
    SELECT concat_ws(' ', 'function', signature, CASE WHEN prosecdef THEN 'as its owner' END,
                     (SELECT s FROM unnest(proconfig) s WHERE s LIKE 'search_path=%'))
      FROM functions WHERE NOT extended
    UNION ALL
    SELECT format('function %s: %s %s', CASE WHEN extended THEN 'of an extension' ELSE signature END,
                  CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, a.privilege_type)
      FROM functions, aclexplode(coalesce(proacl, acldefault('f', proowner))) a WHERE a.grantee <> proowner
    UNION ALL
    SELECT format('schema %s: %s %s', nspname, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, a.privilege_type)
      FROM pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) a
     WHERE a.grantee <> nspowner AND nspname !~ '^pg_' AND nspname <> 'information_schema'
    UNION ALL
    SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    UNION ALL
    SELECT format('large object: %s %s', CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, a.privilege_type)
      FROM pg_largeobject_metadata, aclexplode(lomacl) a
    UNION ALL
    SELECT 'large object' FROM pg_largeobject_metadata
    UNION ALL
    SELECT format('setting %s: %s %s', parname, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, a.privilege_type)
      FROM pg_parameter_acl, aclexplode(paracl) a WHERE a.grantee <> 10
    UNION ALL
    SELECT format('default for %s %s: %s %s', defaclrole::regrole, defaclobjtype, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END,
                  a.privilege_type)
      FROM pg_default_acl, aclexplode(defaclacl) a WHERE a.grantee <> defaclrole
    UNION ALL
    SELECT format('group %s: member of %s', m.member::regrole, m.roleid::regrole)
      FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member AND r.rolname LIKE 'billhook\_%'
    UNION ALL
    SELECT concat_ws(' ', 'group', rolname, CASE WHEN rolcanlogin THEN 'may log in' END, CASE WHEN rolsuper THEN 'superuser' END,
                     CASE WHEN rolcreaterole THEN 'makes roles' END, CASE WHEN rolcreatedb THEN 'makes databases' END,
                     CASE WHEN rolreplication THEN 'replicates' END, CASE WHEN rolbypassrls THEN 'sees every row' END)
      FROM pg_roles WHERE rolname LIKE 'billhook\_%'
)
SELECT DISTINCT line COLLATE "C" FROM lines ORDER BY 1;
