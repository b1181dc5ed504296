-- The log at millions of rows: whatever its form offers has an index in the order of its pages (benches/log.py measures them).
CREATE INDEX exports_kind ON exports (source_kind, id);
CREATE INDEX exports_user_records ON exports (user_id, records, id);
CREATE INDEX exports_user_state ON exports (user_id, state, id) WHERE state <> 'done';
CREATE INDEX exports_deleted ON exports (state, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX exports_user_deleted ON exports (user_id, state, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX exports_ready ON exports (state, id, expires_at) WHERE file_removed_at IS NULL AND file_key IS NOT NULL;
CREATE INDEX exports_user_ready ON exports (user_id, state, id, expires_at) WHERE file_removed_at IS NULL AND file_key IS NOT NULL;
CREATE INDEX exports_expiry ON exports (state, id, expires_at) WHERE deleted_at IS NULL;
