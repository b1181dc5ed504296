-- Own objects and properties, views, segments, imports that change records, and the history of changes (R50-R54).
-- The PostgreSQL migration of the same name lays the same tables; tests/migrations.rs compares the two.

-- Labels of own objects in both numbers; the standard ones are named by the language files.
ALTER TABLE objects ADD COLUMN one_en TEXT;
ALTER TABLE objects ADD COLUMN many_en TEXT;
ALTER TABLE objects ADD COLUMN one_fr TEXT;
ALTER TABLE objects ADD COLUMN many_fr TEXT;
ALTER TABLE objects ADD COLUMN archived_at TIMESTAMP;

-- What search reads is being derived anew: done up to this key, asked for then. Paused: until it is through, nobody without the
-- right to sensitive values searches (R8).
ALTER TABLE objects ADD COLUMN derived_to BIGINT;
ALTER TABLE objects ADD COLUMN derive_asked_at TIMESTAMP;
ALTER TABLE objects ADD COLUMN is_search_paused BOOLEAN NOT NULL DEFAULT FALSE;

-- wants_index: an index is asked for; is_indexed: it is built and may be used.
ALTER TABLE properties ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE properties ADD COLUMN group_name TEXT NOT NULL DEFAULT '';
ALTER TABLE properties ADD COLUMN is_unique BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE properties ADD COLUMN wants_index BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE properties ADD COLUMN archived_at TIMESTAMP;
UPDATE properties SET wants_index = is_indexed;

-- R6: which objects a user is limited to; without the limit every object is open.
ALTER TABLE users ADD COLUMN is_limited BOOLEAN NOT NULL DEFAULT FALSE;
CREATE TABLE user_objects (
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  object_id BIGINT NOT NULL REFERENCES objects (id),
  PRIMARY KEY (user_id, object_id)
);

ALTER TABLE records ADD COLUMN updated_at TIMESTAMP;

-- Text is sorted and found without regard to case; the expression is that of src/db/records/selection.rs.
DROP INDEX records_p3;
DROP INDEX records_p32;
CREATE INDEX records_p3 ON records (lower(substr(props->>'p3', 1, 200)), id) WHERE object_id = 1;
CREATE INDEX records_p32 ON records (lower(substr(props->>'p32', 1, 200)), id) WHERE object_id = 2;

-- What was changed in a record: old and new value of each property, as {"p3":["old","new"]}. Adding a record is no change.
CREATE TABLE record_changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  record_id BIGINT NOT NULL,
  object_id BIGINT NOT NULL REFERENCES objects (id),
  at TIMESTAMP NOT NULL,
  user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  user_name TEXT NOT NULL,
  import_id BIGINT REFERENCES imports (id),
  changes TEXT NOT NULL
);
CREATE INDEX record_changes_record ON record_changes (record_id, id);
CREATE INDEX record_changes_import ON record_changes (import_id, id) WHERE import_id IS NOT NULL;
CREATE INDEX records_import ON records (import_id, id) WHERE import_id IS NOT NULL;

-- filter, shown_columns: JSON as src/domain/filter and src/domain/view write it.
CREATE TABLE views (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  public_id TEXT NOT NULL UNIQUE,
  object_id BIGINT NOT NULL REFERENCES objects (id),
  name TEXT NOT NULL,
  owner_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  owner_name TEXT NOT NULL,
  is_shared BOOLEAN NOT NULL,
  search TEXT NOT NULL,
  filter TEXT NOT NULL,
  sort TEXT NOT NULL,
  shown_columns TEXT NOT NULL,
  created_at TIMESTAMP NOT NULL,
  updated_at TIMESTAMP NOT NULL,
  deleted_at TIMESTAMP
);
CREATE INDEX views_object ON views (object_id, id) WHERE deleted_at IS NULL;

-- version: counts the changes of a static segment's membership, so that an export can name the members of one moment (R31).
CREATE TABLE segments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  public_id TEXT NOT NULL UNIQUE,
  object_id BIGINT NOT NULL REFERENCES objects (id),
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('active', 'static')),
  owner_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  owner_name TEXT NOT NULL,
  is_shared BOOLEAN NOT NULL,
  search TEXT NOT NULL,
  filter TEXT NOT NULL,
  version BIGINT NOT NULL DEFAULT 0,
  created_at TIMESTAMP NOT NULL,
  updated_at TIMESTAMP NOT NULL,
  deleted_at TIMESTAMP
);
CREATE INDEX segments_object ON segments (object_id, id) WHERE deleted_at IS NULL;

-- A member from version added_in on, until removed_in. import_id: which import added it, if one did.
CREATE TABLE segment_members (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  segment_id BIGINT NOT NULL REFERENCES segments (id),
  record_id BIGINT NOT NULL,
  added_in BIGINT NOT NULL,
  removed_in BIGINT,
  import_id BIGINT
);
CREATE UNIQUE INDEX segment_members_now ON segment_members (segment_id, record_id) WHERE removed_in IS NULL;
CREATE INDEX segment_members_record ON segment_members (segment_id, record_id);
CREATE INDEX segment_members_import ON segment_members (import_id, id) WHERE import_id IS NOT NULL AND removed_in IS NULL;

-- Files that were sent and wait for their columns to be matched; an import takes one up.
CREATE TABLE uploads (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  public_id TEXT NOT NULL UNIQUE,
  object_id BIGINT NOT NULL REFERENCES objects (id),
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  file_name TEXT NOT NULL,
  upload_key TEXT NOT NULL,
  file_bytes BIGINT NOT NULL,
  created_at TIMESTAMP NOT NULL
);
CREATE INDEX uploads_created ON uploads (created_at);

-- mode: what a row may do; key_property_id: what records are matched by; options: the file's headings and its formats of
-- numbers and dates, as JSON. upload_public_id: the page on which the columns were matched.
-- undo_record_id, undo_change_id: how far an undo has come.
ALTER TABLE imports ADD COLUMN mode TEXT NOT NULL DEFAULT 'create' CHECK (mode IN ('create', 'update', 'upsert'));
ALTER TABLE imports ADD COLUMN key_property_id BIGINT;
ALTER TABLE imports ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
ALTER TABLE imports ADD COLUMN upload_public_id TEXT;
ALTER TABLE imports ADD COLUMN segment_id BIGINT REFERENCES segments (id);
ALTER TABLE imports ADD COLUMN rows_updated BIGINT NOT NULL DEFAULT 0;
ALTER TABLE imports ADD COLUMN rows_skipped BIGINT NOT NULL DEFAULT 0;
ALTER TABLE imports ADD COLUMN undo_state TEXT CHECK (undo_state IN ('queued', 'running', 'done', 'failed'));
ALTER TABLE imports ADD COLUMN undo_by_id BIGINT;
ALTER TABLE imports ADD COLUMN undo_by_name TEXT;
ALTER TABLE imports ADD COLUMN undo_at TIMESTAMP;
ALTER TABLE imports ADD COLUMN undo_done BIGINT NOT NULL DEFAULT 0;
ALTER TABLE imports ADD COLUMN undo_kept BIGINT NOT NULL DEFAULT 0;
ALTER TABLE imports ADD COLUMN undo_record_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE imports ADD COLUMN undo_change_id BIGINT;
CREATE INDEX imports_upload ON imports (upload_public_id) WHERE upload_public_id IS NOT NULL;
CREATE INDEX imports_undo ON imports (id) WHERE undo_state IN ('queued', 'running');

-- Where a heading went the last time, per object: a suggestion for the next file.
CREATE TABLE column_choices (
  object_id BIGINT NOT NULL REFERENCES objects (id),
  heading_key TEXT NOT NULL,
  property_id BIGINT,
  chosen_at TIMESTAMP NOT NULL,
  PRIMARY KEY (object_id, heading_key)
);

-- parts: files in the zip, 1 without one. cut_cells: XLSX cells that were too long (R32).
ALTER TABLE exports ADD COLUMN source_public_id TEXT;
ALTER TABLE exports ADD COLUMN parts INTEGER NOT NULL DEFAULT 1;
ALTER TABLE exports ADD COLUMN cut_cells BIGINT NOT NULL DEFAULT 0;

-- Quick search. The index is built in the background, up to indexed_to; what is newer is looked through. A search text begins
-- with a blank, so that the beginnings of words are trigrams too.
CREATE TABLE search_index (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  indexed_to BIGINT NOT NULL
);
INSERT INTO search_index (id, indexed_to) VALUES (1, 0);
DROP TRIGGER records_search_insert;
DROP TRIGGER records_search_delete;
DROP TRIGGER records_search_update;
UPDATE records SET search = ' ' || search;
DROP TABLE records_search;
CREATE VIRTUAL TABLE records_search USING fts5 (search, content = 'records', content_rowid = 'id', detail = none, tokenize = 'trigram');
CREATE TRIGGER records_search_delete AFTER DELETE ON records WHEN old.id <= (SELECT indexed_to FROM search_index) BEGIN
  INSERT INTO records_search (records_search, rowid, search) VALUES ('delete', old.id, old.search);
END;
CREATE TRIGGER records_search_update AFTER UPDATE OF search ON records
WHEN old.search <> new.search AND old.id <= (SELECT indexed_to FROM search_index) BEGIN
  INSERT INTO records_search (records_search, rowid, search) VALUES ('delete', old.id, old.search);
  INSERT INTO records_search (rowid, search) VALUES (new.id, new.search);
END;
