-- Puts the changes in the numbers of users together.
-- parameters: none
-- columns: none
SELECT billhook.fold_user_counts()
