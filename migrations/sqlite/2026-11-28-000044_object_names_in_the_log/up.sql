-- What an own object was called when an export of it was asked for, one and many in both languages: renamed since, the log still
-- says what was taken (R20, R26). Older rows do not say.
ALTER TABLE exports ADD COLUMN object_labels TEXT;
