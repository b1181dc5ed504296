-- How many exports somebody has ever asked for: what the log counts and whom its filter offers (src/db/exports/log/count.rs). Rows of
-- the log are never deleted, so it only grows, and the database itself keeps it, whoever writes the row.
ALTER TABLE users ADD COLUMN export_count BIGINT NOT NULL DEFAULT 0;
UPDATE users SET export_count = (SELECT count(*) FROM exports WHERE exports.user_id = users.id);
CREATE TRIGGER exports_count AFTER INSERT ON exports BEGIN
  UPDATE users SET export_count = export_count + 1 WHERE id = new.user_id;
END;
CREATE INDEX users_name ON users (name, id, public_id, export_count);
-- Each page of the log asks who is deactivated and, for an exporter, whom to ask.
CREATE INDEX users_deactivated ON users (id) WHERE deactivated_at IS NOT NULL;
CREATE INDEX users_super_admins ON users (name, id) WHERE is_super_admin AND deactivated_at IS NULL AND password_hash IS NOT NULL;
-- Who has ever exported changes seldom: each process keeps the list until this number is another one.
ALTER TABLE account ADD COLUMN exporters_version BIGINT NOT NULL DEFAULT 0;
CREATE TRIGGER users_exporters AFTER UPDATE OF name, export_count ON users
  WHEN new.export_count > 0 AND (new.name <> old.name OR old.export_count = 0) BEGIN
  UPDATE account SET exporters_version = exporters_version + 1;
END;
