-- An export fails when its workers were lost too often, not when they were told to stop: that is an attempt too (F5).
-- taken_over: how often a worker took it over from one that fell silent or met an error.
ALTER TABLE exports ADD COLUMN taken_over INTEGER NOT NULL DEFAULT 0;
