-- What stands open to logins that are not Billhook's own, as seen from this session, with the statement that shuts it. Other
-- databases' logins and the server's own are left alone.
-- parameters: none
-- columns: door, serious, title, statement
WITH groups AS (
    SELECT r.oid, r.rolname, r.rolname IN ('billhook_finance', 'billhook_admin') AS of_people
      FROM pg_roles r
     WHERE r.rolname IN ('billhook_owner', 'billhook_daemon', 'billhook_api', 'billhook_finance', 'billhook_admin', 'billhook_directory')
), people AS (
    SELECT r.* FROM pg_roles r
     WHERE r.rolcanlogin
       AND EXISTS (SELECT FROM pg_auth_members m JOIN groups g ON g.oid = m.roleid WHERE g.of_people AND m.member = r.oid)
), programs AS ( -- groups that no person is in
    SELECT g.oid, g.rolname FROM groups g WHERE NOT g.of_people
), loose AS (
    SELECT 'pg_catalog.' || p.oid::regprocedure AS signature FROM pg_proc p
     WHERE p.pronamespace = 'pg_catalog'::regnamespace
       AND (p.proname ~ '^pg_(try_)?advisory_(xact_)?lock' OR p.proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_put',
            'lowrite', 'pg_logical_emit_message'))
       AND has_function_privilege('public', p.oid, 'EXECUTE')
)
SELECT 'public_create' AS door, true AS serious,
       'Everybody may create objects in the schema public, where other programs find them first.' AS title,
       'REVOKE CREATE ON SCHEMA public FROM PUBLIC;' AS statement
  FROM pg_namespace n
 WHERE n.nspname = 'public' AND EXISTS (SELECT FROM aclexplode(n.nspacl) a WHERE a.grantee = 0 AND a.privilege_type = 'CREATE')
UNION ALL
SELECT 'schema_create', true, 'The login or group ' || r.rolname || ' may create objects in the schema ' || n.nspname || '.',
       format('REVOKE CREATE ON SCHEMA %I FROM %I;', n.nspname, r.rolname)
  FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) a JOIN pg_roles r ON r.oid = a.grantee
 WHERE a.privilege_type = 'CREATE' AND n.nspname IN ('public', 'billhook') AND n.nspowner <> r.oid
   AND (r.oid IN (SELECT oid FROM people) OR r.oid IN (SELECT oid FROM groups WHERE rolname <> 'billhook_owner'))
UNION ALL
SELECT 'temporary', false, 'Everybody may make temporary tables in this database, as large as the disk.',
       format('GRANT TEMPORARY ON DATABASE %1$I TO billhook_owner; REVOKE TEMPORARY ON DATABASE %1$I FROM PUBLIC;', d.datname)
  FROM pg_database d
 WHERE d.datname = current_database() AND EXISTS (SELECT FROM programs)
   AND EXISTS (SELECT FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
                WHERE a.grantee = 0 AND a.privilege_type = 'TEMPORARY')
UNION ALL
SELECT 'too_much', true, 'The person''s login ' || p.rolname || ' may do more to this server than a person should.',
       format('ALTER ROLE %I NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS;', p.rolname)
  FROM people p WHERE p.rolsuper OR p.rolcreaterole OR p.rolcreatedb OR p.rolreplication OR p.rolbypassrls
UNION ALL
SELECT 'too_many_groups', true,
       'The person''s login ' || p.rolname || ' is also a member of ' || string_agg(g.rolname, ', ' ORDER BY g.rolname) || '.',
       format('REVOKE %s FROM %I;', string_agg(quote_ident(g.rolname), ', ' ORDER BY g.rolname), p.rolname)
  FROM people p JOIN pg_auth_members m ON m.member = p.oid
  JOIN pg_roles g ON g.oid = m.roleid AND (g.oid IN (SELECT oid FROM programs) OR g.rolname LIKE 'pg\_%')
 WHERE p.rolname <> session_user
 GROUP BY p.rolname
UNION ALL
SELECT 'too_many_groups', true, 'The login ' || p.rolname || ' is a program''s and also in groups of people.',
       format('REVOKE %s FROM %I;', string_agg(quote_ident(g.rolname), ', ' ORDER BY g.rolname), p.rolname)
  FROM people p JOIN pg_auth_members m ON m.member = p.oid JOIN groups g ON g.oid = m.roleid AND g.of_people
 WHERE p.rolname = session_user
   AND EXISTS (SELECT FROM pg_auth_members o JOIN groups d ON d.oid = o.roleid AND d.rolname = 'billhook_daemon' WHERE o.member = p.oid)
 GROUP BY p.rolname
UNION ALL
SELECT 'connections', false, 'The person''s login ' || p.rolname || ' may take all of the server''s connections.',
       format('ALTER ROLE %I CONNECTION LIMIT 20;', p.rolname)
  FROM people p WHERE p.rolconnlimit < 0 AND NOT p.rolsuper
UNION ALL
SELECT 'unguarded', true, 'The daemon may not end sessions of people that hold others up.',
       'GRANT ' || string_agg(quote_ident(r.rolname), ', ' ORDER BY r.rolname) || ' TO billhook_owner;'
  FROM pg_roles r JOIN groups g ON g.rolname = 'billhook_owner' AND NOT pg_has_role(g.oid, r.oid, 'MEMBER')
 WHERE r.rolname IN ('pg_read_all_stats', 'pg_signal_backend')
HAVING count(*) > 0
UNION ALL
SELECT 'prepared', true, 'Prepared transactions are allowed: anybody''s holds its locks for ever. The server reads the change when it starts again.',
       'ALTER SYSTEM SET max_prepared_transactions = 0;'
 WHERE current_setting('max_prepared_transactions')::int > 0
UNION ALL
SELECT 'shared_room', false, 'Everybody may fill the server''s table of locks and store large objects.',
       'REVOKE EXECUTE ON FUNCTION ' || string_agg(signature, ', ' ORDER BY signature) || ' FROM PUBLIC;'
       || ' GRANT EXECUTE ON FUNCTION pg_catalog.pg_logical_emit_message(boolean, text, text) TO billhook_daemon;' -- for standbys
  FROM loose
HAVING count(*) > 0 AND EXISTS (SELECT FROM programs WHERE rolname = 'billhook_daemon')
UNION ALL
SELECT 'extension', false, 'Everybody who reaches the schema billhook may call its extension''s functions.',
       'REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA billhook FROM PUBLIC;'
 WHERE EXISTS (SELECT FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE n.nspname = 'billhook' AND has_function_privilege('public', p.oid, 'EXECUTE'))
UNION ALL
SELECT 'passwords', true, 'New passwords are stored as MD5, which is as good as the password to whoever reads it.',
       'ALTER SYSTEM SET password_encryption = ''scram-sha-256''; SELECT pg_reload_conf();'
 WHERE current_setting('password_encryption') <> 'scram-sha-256'
UNION ALL
SELECT 'clear', true, 'This session is neither encrypted nor on this machine. With a certificate for the server, and sslmode=verify-full in the URL, it is.',
       'ALTER SYSTEM SET ssl = on; SELECT pg_reload_conf();'
  FROM pg_stat_ssl s
 WHERE s.pid = pg_backend_pid() AND NOT s.ssl AND inet_client_addr() IS NOT NULL
   AND NOT inet_client_addr() <<= '127.0.0.0/8' AND inet_client_addr() <> '::1' AND inet_client_addr() <> inet_server_addr()
UNION ALL
SELECT 'superuser', false, 'This login is a superuser: what finds its way into a statement may do anything on that machine. Make one that is none, give it a password, and name it in BILLHOOK_DATABASE_URL.',
       'CREATE ROLE billhookd LOGIN; GRANT ' || string_agg(quote_ident(g.rolname), ', ' ORDER BY g.rolname)
       || ' TO billhookd;'
  FROM programs g
 WHERE (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = session_user)
   AND NOT (current_setting('listen_addresses') = '' AND current_setting('unix_socket_permissions') = '0700')
HAVING count(*) > 0
 ORDER BY 2 DESC, 1, 4
