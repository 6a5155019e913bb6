-- Tells the desktops what to read again.
-- parameters: $1 areas text[]
-- columns: none
SELECT billhook.announce_areas($1::text[])
