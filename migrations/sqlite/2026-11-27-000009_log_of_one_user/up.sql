-- The log as somebody without everybody's rows sees it: each filter of the form in the order of that user's own rows
-- (benches/log.py measures them). What a count looks at stands in the index itself: ten thousand rows are counted without one of them
-- being read.
CREATE INDEX exports_user_kind ON exports (user_id, source_kind, id);
CREATE INDEX exports_user_object ON exports (user_id, object_id, id);
CREATE INDEX exports_user_expiry ON exports (user_id, state, id, expires_at, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX exports_user_name ON exports (user_id, id, requested_at, name_key);
DROP INDEX exports_user;
