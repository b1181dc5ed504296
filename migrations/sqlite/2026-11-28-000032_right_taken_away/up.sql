-- An export that was cancelled because a right to it was taken away says which one (R5); a row from before this does not know.
ALTER TABLE exports ADD COLUMN cancel_right TEXT
  CHECK (cancel_right IN ('sign_in', 'export', 'view', 'object', 'log', 'sensitive'));
