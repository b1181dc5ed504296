-- Bulk actions: one change of many records, done in the background (R52).
-- The PostgreSQL migration of the same name lays the same tables; tests/migrations.rs compares the two.

-- kind: what is done; property_id and value, or segment_id, say what with. The value goes when the action has come to its end.
-- selection: JSON as src/domain/record.rs writes it, settled. until_id: the newest record then; what is younger is not meant.
-- reached_id: every record up to this key is done. records: how many were asked for; the other counts are of those done.
CREATE TABLE bulk_actions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  public_id TEXT NOT NULL UNIQUE,
  object_id BIGINT NOT NULL REFERENCES objects (id),
  kind TEXT NOT NULL CHECK (kind IN ('edit', 'delete', 'add', 'remove')),
  property_id BIGINT REFERENCES properties (id),
  value TEXT,
  segment_id BIGINT REFERENCES segments (id),
  selection TEXT NOT NULL,
  until_id BIGINT NOT NULL,
  user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  user_name TEXT NOT NULL,
  user_email TEXT NOT NULL,
  request_ip TEXT,
  request_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  attempt INTEGER NOT NULL DEFAULT 0,
  fruitless INTEGER NOT NULL DEFAULT 0,
  lease_until TIMESTAMP,
  reached_id BIGINT NOT NULL DEFAULT 0,
  records BIGINT NOT NULL,
  records_done BIGINT NOT NULL DEFAULT 0,
  records_changed BIGINT NOT NULL DEFAULT 0,
  records_skipped BIGINT NOT NULL DEFAULT 0,
  records_refused BIGINT NOT NULL DEFAULT 0,
  requested_at TIMESTAMP NOT NULL,
  started_at TIMESTAMP,
  finished_at TIMESTAMP,
  cancelled_by_name TEXT,
  failure_code TEXT
);
CREATE INDEX bulk_actions_user ON bulk_actions (user_id, id);
CREATE INDEX bulk_actions_open ON bulk_actions (id) WHERE state IN ('queued', 'running');
