-- The log as somebody without everybody's rows sees it: each filter of the form in the order of that user's own rows
-- (benches/log.py measures them). Names are found by their trigrams here.
CREATE INDEX exports_user_kind ON exports (user_id, source_kind, id);
CREATE INDEX exports_user_object ON exports (user_id, object_id, id);
CREATE INDEX exports_user_expiry ON exports (user_id, state, id, expires_at) WHERE deleted_at IS NULL;
