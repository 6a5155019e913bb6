-- What the transaction may see: one organization's rows, or all of them; and the operations its caller made.
-- parameters: :organization uuid or '', :superuser text 'on' or 'off', :token uuid or ''
-- columns: organization, superuser, token
SELECT set_config('billhook.organization', :organization, true) AS organization,
       set_config('billhook.superuser', :superuser, true) AS superuser,
       set_config('billhook.token', :token, true) AS token
