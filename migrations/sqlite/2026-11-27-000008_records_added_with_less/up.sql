-- What adding a record costs. No object is ever deleted, and whoever adds records counts them in the row of their object
-- (src/db/records/add.rs): the key asked for that row once more for each of them. Keys are taken from sqlite_sequence many at a time,
-- which AUTOINCREMENT did one by one. Both are words of the table's definition alone; what lies on the disk stays as it is
-- (https://sqlite.org/lang_altertable.html, 7).
INSERT INTO sqlite_sequence (name, seq) SELECT 'records', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'records');
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(replace(sql, ' REFERENCES objects (id)', ''), ' AUTOINCREMENT', '')
WHERE type = 'table' AND name = 'records';
PRAGMA writable_schema = RESET;

-- The records that an import added lie between two keys; an index of them all is not needed to undo it.
ALTER TABLE imports ADD COLUMN first_record_id BIGINT;
ALTER TABLE imports ADD COLUMN last_record_id BIGINT;
UPDATE imports SET first_record_id = (SELECT min(id) FROM records WHERE import_id = imports.id),
  last_record_id = (SELECT max(id) FROM records WHERE import_id = imports.id);
DROP INDEX records_import;
