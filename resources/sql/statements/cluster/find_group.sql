-- A group of ours that this login may take on; no row: it is neither a daemon's nor a person's.
-- parameters: none
-- columns: name
SELECT role.rolname::text AS name
  FROM pg_catalog.pg_roles role
 WHERE role.rolname IN ('billhook_owner', 'billhook_daemon', 'billhook_api', 'billhook_finance', 'billhook_admin',
                        'billhook_directory')
   AND pg_catalog.pg_has_role(session_user, role.oid,
           CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER' END)
 ORDER BY role.rolname
 LIMIT 1
