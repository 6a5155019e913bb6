-- A second whose order previous values leave open ends in what the next second's say. Facts stay as they are, but what history
-- they make may differ: a database that holds some is brought to it by a replay of everything.
UPDATE billhook.installation SET facts_reading = 2 WHERE NOT EXISTS (SELECT FROM billhook.object_fact);
