-- Lines of pg_hba.conf that let somebody in over a network without TLS or with a password that the network sees; for superusers.
-- parameters: none
-- columns: line
SELECT concat_ws(' ', 'line', h.line_number || ':', h.type, array_to_string(h.database, ','), array_to_string(h.user_name, ','), h.address,
                 h.netmask, h.auth_method)
  FROM pg_hba_file_rules h
 WHERE h.error IS NULL AND h.type LIKE 'host%' AND h.auth_method <> 'reject'
   AND coalesce(h.address, '') NOT IN ('127.0.0.1', '::1', 'localhost', 'samehost')
   AND (h.auth_method IN ('trust', 'password', 'ident', 'md5') OR h.type IN ('host', 'hostnossl'))
   AND NOT (h.auth_method IN ('gss', 'sspi'))
 ORDER BY h.line_number
