-- The history of a record says that a change came from undoing an import (R54).

-- undone_import_id: the import whose undoing gave the values back; a change from before this names none.
ALTER TABLE record_changes ADD COLUMN undone_import_id BIGINT REFERENCES imports (id);
