-- An import, its undoing and a bulk action stop when the right to them is taken away (R5).

-- cancel_reason: asked, or rights. undo_reason: rights, when an undoing failed for that; undo_stopped_by_name: who took them.
ALTER TABLE imports ADD COLUMN cancel_reason TEXT;
ALTER TABLE imports ADD COLUMN undo_reason TEXT;
ALTER TABLE imports ADD COLUMN undo_stopped_by_name TEXT;
ALTER TABLE bulk_actions ADD COLUMN cancel_reason TEXT;
