-- The groups, and whether this login may take each on; those of people need not be a program's.
-- parameters: none
-- columns: name, exists, member
SELECT wanted.name, role.oid IS NOT NULL,
       wanted.name IN ('billhook_finance', 'billhook_admin') OR coalesce(pg_catalog.pg_has_role(session_user, role.oid, 'MEMBER'), false)
  FROM unnest(ARRAY['billhook_owner', 'billhook_daemon', 'billhook_api', 'billhook_finance', 'billhook_admin',
                    'billhook_directory']) AS wanted (name)
  LEFT JOIN pg_catalog.pg_roles role ON role.rolname = wanted.name
 ORDER BY 1
