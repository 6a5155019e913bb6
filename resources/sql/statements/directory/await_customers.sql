-- Waits for the transactions that are writing customers now.
-- parameters: none
-- columns: none
SELECT billhook.await_customers()
