-- The bell tells of bulk actions too (R52): a notification is about an export or about a bulk action.
-- Laid anew, as SQLite lets no column become one that may be empty.
CREATE TABLE notifications_before AS SELECT * FROM notifications;
DROP TABLE notifications;

CREATE TABLE notifications (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('large', 'large_late', 'ready', 'failed', 'cancelled')),
  export_id BIGINT REFERENCES exports (id),
  detail TEXT NOT NULL,
  created_at TIMESTAMP NOT NULL,
  read_at TIMESTAMP,
  bulk_action_id BIGINT REFERENCES bulk_actions (id),
  CHECK ((export_id IS NULL) <> (bulk_action_id IS NULL))
);
CREATE INDEX notifications_user ON notifications (user_id, id);
CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL;
CREATE UNIQUE INDEX notifications_once ON notifications (export_id, user_id, kind);
CREATE UNIQUE INDEX notifications_once_per_action ON notifications (bulk_action_id, user_id);

INSERT INTO notifications (id, user_id, kind, export_id, detail, created_at, read_at)
SELECT id, user_id, kind, export_id, detail, created_at, read_at FROM notifications_before;
DROP TABLE notifications_before;
