-- Facts are read again with every event of their object: lz4 opens them several times faster than the default.
ALTER TABLE billhook.object_fact ALTER COLUMN post SET COMPRESSION lz4, ALTER COLUMN pre SET COMPRESSION lz4;
