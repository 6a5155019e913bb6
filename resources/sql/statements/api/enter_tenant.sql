-- What the transaction may see: one organization's rows, or all of them.
-- parameters: :organization uuid or '', :superuser text 'on' or 'off'
-- columns: organization, superuser
SELECT set_config('billhook.organization', :organization, true) AS organization,
       set_config('billhook.superuser', :superuser, true) AS superuser
