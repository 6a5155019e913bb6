-- Logins that are members of finance or admin.
-- parameters: none
-- columns: name, role (finance, admin)
SELECT person.rolname::text, substr(role.rolname, length('billhook_') + 1)
  FROM pg_catalog.pg_auth_members member
  JOIN pg_catalog.pg_roles person ON person.oid = member.member
  JOIN pg_catalog.pg_roles role ON role.oid = member.roleid
 WHERE role.rolname IN ('billhook_finance', 'billhook_admin')
   AND person.rolcanlogin
   AND NOT person.rolsuper
 ORDER BY 1, 2
