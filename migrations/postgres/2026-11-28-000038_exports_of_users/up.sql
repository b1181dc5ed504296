-- How many exports somebody has ever asked for: what the log counts and whom its filter offers (src/db/exports/log/count.rs). Rows of
-- the log are never deleted, so it only grows, and the database itself keeps it, whoever writes the row. Once for each statement, as many
-- changes of one row in one transaction make it long.
ALTER TABLE users ADD COLUMN export_count BIGINT NOT NULL DEFAULT 0;
UPDATE users SET export_count = (SELECT count(*) FROM exports WHERE exports.user_id = users.id);
CREATE FUNCTION exports_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE users SET export_count = export_count + added.n
    FROM (SELECT user_id, count(*) AS n FROM new_exports GROUP BY user_id) AS added
    WHERE users.id = added.user_id;
  RETURN NULL;
END $$;
CREATE TRIGGER exports_count AFTER INSERT ON exports REFERENCING NEW TABLE AS new_exports
  FOR EACH STATEMENT EXECUTE FUNCTION exports_count();
-- Each page of the log asks who is deactivated and, for an exporter, whom to ask.
CREATE INDEX users_deactivated ON users (id) WHERE deactivated_at IS NOT NULL;
CREATE INDEX users_super_admins ON users (name, id) WHERE is_super_admin AND deactivated_at IS NULL AND password_hash IS NOT NULL;
-- Who has ever exported changes seldom: each process keeps the list until this number is another one.
ALTER TABLE account ADD COLUMN exporters_version BIGINT NOT NULL DEFAULT 0;
CREATE FUNCTION users_exporters() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE account SET exporters_version = exporters_version + 1;
  RETURN NULL;
END $$;
-- At the end of the transaction: whoever exports for the first time is not to hold this one row while their request is made.
CREATE CONSTRAINT TRIGGER users_exporters AFTER UPDATE OF name, export_count ON users DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.export_count > 0 AND (NEW.name <> OLD.name OR OLD.export_count = 0)) EXECUTE FUNCTION users_exporters();
