-- The newest export whose file has expired is found at once: what was asked for after it need not be looked at (src/db/exports/log/asked.rs).
CREATE INDEX exports_removed ON exports (id) WHERE file_removed_at IS NOT NULL AND deleted_at IS NULL;
