-- Writes what is still unwritten: the first daemon's words stay. Zone, currency, profile, company and demo go
-- together.
-- parameters: :livemode boolean or NULL, :account text or '', :demo boolean, :company, :zone, :currency, :profile text or ''
-- columns: none
UPDATE billhook.installation
   SET livemode = coalesce(livemode, :livemode),
       account = coalesce(account, nullif(:account, '')),
       demo = CASE WHEN adopted_at IS NULL THEN :demo ELSE demo END,
       company = CASE WHEN adopted_at IS NULL THEN :company ELSE company END,
       zone = CASE WHEN adopted_at IS NULL AND :zone <> '' THEN :zone ELSE zone END,
       currency = CASE WHEN adopted_at IS NULL AND :currency <> '' THEN :currency ELSE currency END,
       profile = CASE WHEN adopted_at IS NULL AND :profile <> '' THEN :profile ELSE profile END,
       adopted_at = coalesce(adopted_at, now())
