-- Undoing an import puts away the properties that it made and that nobody uses (R53).

-- made_property_ids: those it made; an import from before this names none. undo_archived: how many of them were put away.
ALTER TABLE imports ADD COLUMN made_property_ids TEXT NOT NULL DEFAULT '[]';
ALTER TABLE imports ADD COLUMN undo_archived BIGINT NOT NULL DEFAULT 0;
