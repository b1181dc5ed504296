-- Waybill's tables. The PostgreSQL migration of the same name lays the same tables; tests/migrations.rs compares the two.

CREATE TABLE account (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL,
  large_export_hold_seconds BIGINT NOT NULL CHECK (large_export_hold_seconds BETWEEN 0 AND 172800),
  created_at TIMESTAMP NOT NULL
);

CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  public_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL UNIQUE,
  password_hash TEXT,
  lang TEXT CHECK (lang IN ('en', 'fr')),
  time_zone TEXT NOT NULL,
  theme TEXT NOT NULL CHECK (theme IN ('system', 'light', 'dark')),
  is_super_admin BOOLEAN NOT NULL,
  may_view BOOLEAN NOT NULL,
  may_edit BOOLEAN NOT NULL,
  may_import BOOLEAN NOT NULL,
  may_export BOOLEAN NOT NULL,
  may_see_sensitive BOOLEAN NOT NULL,
  created_at TIMESTAMP NOT NULL,
  last_seen_at TIMESTAMP,
  deactivated_at TIMESTAMP
);

CREATE TABLE sessions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  public_id TEXT NOT NULL UNIQUE,
  key_hash TEXT NOT NULL UNIQUE,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  state TEXT NOT NULL,
  keep_signed_in BOOLEAN NOT NULL,
  ip TEXT,
  user_agent TEXT NOT NULL,
  created_at TIMESTAMP NOT NULL,
  last_seen_at TIMESTAMP NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE sign_in_failures (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  subject TEXT NOT NULL,
  at TIMESTAMP NOT NULL
);
CREATE INDEX sign_in_failures_subject ON sign_in_failures (subject, at);

-- Invitations and password resets. The token itself is never stored: it is derived from the server's secret key.
CREATE TABLE access_links (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('invitation', 'reset')),
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  nonce TEXT NOT NULL UNIQUE,
  created_at TIMESTAMP NOT NULL,
  expires_at TIMESTAMP NOT NULL,
  used_at TIMESTAMP
);
CREATE INDEX access_links_user ON access_links (user_id);

CREATE TABLE thresholds (
  user_id BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  threshold BIGINT NOT NULL CHECK (threshold BETWEEN 1 AND 275000),
  updated_at TIMESTAMP NOT NULL
);

CREATE TABLE objects (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL,
  record_count BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE properties (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  object_id BIGINT NOT NULL REFERENCES objects (id),
  name TEXT NOT NULL,
  label_en TEXT NOT NULL,
  label_fr TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('text', 'number', 'date', 'datetime', 'boolean', 'choice', 'choices', 'email', 'phone', 'url')),
  choices TEXT NOT NULL DEFAULT '[]',
  is_sensitive BOOLEAN NOT NULL DEFAULT FALSE,
  in_view BOOLEAN NOT NULL DEFAULT FALSE,
  is_searchable BOOLEAN NOT NULL DEFAULT FALSE,
  names_record BOOLEAN NOT NULL DEFAULT FALSE,
  is_indexed BOOLEAN NOT NULL DEFAULT FALSE,
  position INTEGER NOT NULL,
  created_at TIMESTAMP NOT NULL,
  UNIQUE (object_id, name)
);

-- One row per record; values are a flat JSON object, keys p<property id>, every value a string in canonical form.
-- name_key is the record's display name folded for sorting; search holds the folded text that quick search reads.
CREATE TABLE records (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  object_id BIGINT NOT NULL REFERENCES objects (id),
  import_id BIGINT,
  created_at TIMESTAMP NOT NULL,
  name_key TEXT NOT NULL,
  search TEXT NOT NULL,
  props TEXT NOT NULL
);
CREATE INDEX records_object ON records (object_id, id);
CREATE INDEX records_name ON records (object_id, name_key, id);

-- Sorting by an indexed property reads these; the first 200 characters decide, as no index takes a value of any length.
CREATE INDEX records_p3 ON records (substr(props->>'p3', 1, 200), id) WHERE object_id = 1;
CREATE INDEX records_p32 ON records (substr(props->>'p32', 1, 200), id) WHERE object_id = 2;
CREATE INDEX records_p52 ON records (CAST(props->>'p52' AS REAL), id) WHERE object_id = 3;
CREATE INDEX records_p55 ON records (substr(props->>'p55', 1, 200), id) WHERE object_id = 3;
CREATE INDEX records_p78 ON records (substr(props->>'p78', 1, 200), id) WHERE object_id = 4;

CREATE VIRTUAL TABLE records_search USING fts5 (search, content = 'records', content_rowid = 'id', detail = none, tokenize = 'trigram');
CREATE TRIGGER records_search_insert AFTER INSERT ON records BEGIN
  INSERT INTO records_search (rowid, search) VALUES (new.id, new.search);
END;
CREATE TRIGGER records_search_delete AFTER DELETE ON records BEGIN
  INSERT INTO records_search (records_search, rowid, search) VALUES ('delete', old.id, old.search);
END;
CREATE TRIGGER records_search_update AFTER UPDATE OF search ON records BEGIN
  INSERT INTO records_search (records_search, rowid, search) VALUES ('delete', old.id, old.search);
  INSERT INTO records_search (rowid, search) VALUES (new.id, new.search);
END;

-- property_ids: the property of each column, settled when the file was taken. fruitless: attempts since the last row was taken.
CREATE TABLE imports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  public_id TEXT NOT NULL UNIQUE,
  object_id BIGINT NOT NULL REFERENCES objects (id),
  file_name TEXT NOT NULL,
  upload_key TEXT NOT NULL,
  file_bytes BIGINT NOT NULL,
  user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  user_name TEXT NOT NULL,
  user_email TEXT NOT NULL,
  request_ip TEXT,
  property_ids TEXT NOT NULL,
  new_properties BIGINT NOT NULL DEFAULT 0,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  attempt INTEGER NOT NULL DEFAULT 0,
  fruitless INTEGER NOT NULL DEFAULT 0,
  lease_until TIMESTAMP,
  bytes_done BIGINT NOT NULL DEFAULT 0,
  rows_done BIGINT NOT NULL DEFAULT 0,
  rows_added BIGINT NOT NULL DEFAULT 0,
  rows_bad BIGINT NOT NULL DEFAULT 0,
  requested_at TIMESTAMP NOT NULL,
  started_at TIMESTAMP,
  finished_at TIMESTAMP,
  cancelled_by_name TEXT,
  failure_code TEXT,
  failure_detail TEXT
);
CREATE INDEX imports_user ON imports (user_id, id);
CREATE INDEX imports_open ON imports (id) WHERE state IN ('queued', 'running');

CREATE TABLE import_problems (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  import_id BIGINT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  line BIGINT NOT NULL,
  code TEXT NOT NULL,
  detail TEXT NOT NULL,
  raw TEXT NOT NULL
);
CREATE INDEX import_problems_import ON import_problems (import_id, id);

-- A row is a job, a file and a log entry at once (PRODUCT.md, section 1). Rows are never deleted (R27).
CREATE TABLE exports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  public_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  source_kind TEXT NOT NULL CHECK (source_kind IN ('object', 'view', 'segment', 'log')),
  source_name TEXT NOT NULL,
  object_id BIGINT REFERENCES objects (id),
  format TEXT NOT NULL CHECK (format IN ('csv', 'xlsx')),
  request TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  is_sensitive BOOLEAN NOT NULL,
  user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  user_name TEXT NOT NULL,
  user_email TEXT NOT NULL,
  request_ip TEXT,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  attempt INTEGER NOT NULL DEFAULT 0,
  lease_until TIMESTAMP,
  not_before TIMESTAMP,
  released_by_name TEXT,
  released_at TIMESTAMP,
  records BIGINT NOT NULL,
  records_done BIGINT NOT NULL DEFAULT 0,
  file_key TEXT,
  file_bytes BIGINT,
  file_sha256 TEXT,
  file_removed_at TIMESTAMP,
  requested_at TIMESTAMP NOT NULL,
  started_at TIMESTAMP,
  snapshot_at TIMESTAMP,
  finished_at TIMESTAMP,
  expires_at TIMESTAMP,
  cancelled_by_id BIGINT,
  cancelled_by_name TEXT,
  cancel_reason TEXT CHECK (cancel_reason IN ('asked', 'rights')),
  deleted_by_name TEXT,
  deleted_at TIMESTAMP,
  failure_code TEXT,
  failure_detail TEXT,
  has_history BOOLEAN NOT NULL DEFAULT FALSE,
  CHECK (state <> 'done' OR (file_key IS NOT NULL AND file_bytes IS NOT NULL AND file_sha256 IS NOT NULL AND finished_at IS NOT NULL AND expires_at IS NOT NULL)),
  CHECK (state = 'done' OR file_key IS NULL)
);
CREATE INDEX exports_user ON exports (user_id, id);
CREATE INDEX exports_object ON exports (object_id, id);
CREATE INDEX exports_requested ON exports (requested_at, id);
CREATE INDEX exports_records ON exports (records, id);
CREATE INDEX exports_state ON exports (state, id) WHERE state <> 'done';
CREATE INDEX exports_user_requested ON exports (user_id, requested_at);
CREATE INDEX exports_file ON exports (expires_at) WHERE file_key IS NOT NULL AND file_removed_at IS NULL;
CREATE UNIQUE INDEX exports_unfinished ON exports (user_id, request_hash) WHERE state IN ('queued', 'running');

CREATE VIRTUAL TABLE exports_search USING fts5 (name_key, content = 'exports', content_rowid = 'id', detail = none, tokenize = 'trigram');
CREATE TRIGGER exports_search_insert AFTER INSERT ON exports BEGIN
  INSERT INTO exports_search (rowid, name_key) VALUES (new.id, new.name_key);
END;
CREATE TRIGGER exports_keep BEFORE DELETE ON exports BEGIN
  SELECT RAISE(ABORT, 'rows of the export log are never deleted');
END;

CREATE TABLE downloads (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  export_id BIGINT NOT NULL REFERENCES exports (id),
  user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  user_name TEXT NOT NULL,
  user_email TEXT NOT NULL,
  is_super_admin BOOLEAN NOT NULL,
  session_public_id TEXT NOT NULL,
  ip TEXT,
  user_agent TEXT NOT NULL,
  at TIMESTAMP NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('started', 'finished', 'broken_off')),
  bytes_sent BIGINT
);
CREATE INDEX downloads_export ON downloads (export_id, id);
CREATE INDEX downloads_open ON downloads (id) WHERE outcome = 'started';
CREATE TRIGGER downloads_keep BEFORE DELETE ON downloads BEGIN
  SELECT RAISE(ABORT, 'rows of the download history are never deleted');
END;

CREATE TABLE notifications (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('large', 'large_late', 'ready', 'failed', 'cancelled')),
  export_id BIGINT NOT NULL REFERENCES exports (id),
  detail TEXT NOT NULL,
  created_at TIMESTAMP NOT NULL,
  read_at TIMESTAMP
);
CREATE INDEX notifications_user ON notifications (user_id, id);
CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL;
CREATE UNIQUE INDEX notifications_once ON notifications (export_id, user_id, kind);

-- Transactional outbox: a mail is a row of the transaction it tells of.
CREATE TABLE mails (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dedupe_key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('large', 'large_late', 'ready', 'failed', 'cancelled', 'invitation', 'reset')),
  recipient_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  to_name TEXT NOT NULL,
  to_address TEXT NOT NULL,
  export_id BIGINT REFERENCES exports (id),
  link_id BIGINT REFERENCES access_links (id) ON DELETE SET NULL,
  detail TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'dropped')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at TIMESTAMP NOT NULL,
  lease_until TIMESTAMP,
  last_error TEXT,
  created_at TIMESTAMP NOT NULL,
  sent_at TIMESTAMP
);
CREATE INDEX mails_waiting ON mails (next_at) WHERE state = 'waiting';
CREATE INDEX mails_state ON mails (state, id) WHERE state <> 'sent';

-- Append-only trail: what happened, by whom, from where.
CREATE TABLE audit_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TIMESTAMP NOT NULL,
  action TEXT NOT NULL,
  actor_id BIGINT,
  actor_name TEXT,
  actor_email TEXT,
  ip TEXT,
  request_id TEXT,
  subject_kind TEXT,
  subject_id BIGINT,
  detail TEXT NOT NULL
);
CREATE INDEX audit_events_subject ON audit_events (subject_kind, subject_id, id);
CREATE TRIGGER audit_events_insert BEFORE INSERT ON audit_events
WHEN new.id <> -1 AND EXISTS (SELECT 1 FROM audit_events WHERE id = new.id) BEGIN
  SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
CREATE TRIGGER audit_events_update BEFORE UPDATE ON audit_events BEGIN
  SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
CREATE TRIGGER audit_events_delete BEFORE DELETE ON audit_events BEGIN
  SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
