-- parameters: none
-- columns: area, seq
SELECT c.area, c.seq FROM billhook.change_seq c ORDER BY c.area
