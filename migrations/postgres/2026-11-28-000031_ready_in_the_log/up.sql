-- Ten thousand files that are ready are counted without one of their rows being read: what was deleted stands in the index too.
DROP INDEX exports_ready;
CREATE INDEX exports_ready ON exports (state, id, expires_at, deleted_at) WHERE file_removed_at IS NULL AND file_key IS NOT NULL;
DROP INDEX exports_user_ready;
CREATE INDEX exports_user_ready ON exports (user_id, state, id, expires_at, deleted_at) WHERE file_removed_at IS NULL AND file_key IS NOT NULL;
