-- The log as somebody without everybody's rows sees it: each filter of the form in the order of that user's own rows
-- (benches/log.py measures them). The name is in the index itself, as part of it may stand in none of many rows.
CREATE INDEX exports_user_kind ON exports (user_id, source_kind, id);
CREATE INDEX exports_user_object ON exports (user_id, object_id, id);
CREATE INDEX exports_user_name ON exports (user_id, id, name_key);
DROP INDEX exports_user;
