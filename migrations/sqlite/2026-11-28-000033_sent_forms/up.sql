-- A form that makes something, as it was sent: a second click, or the reload of the page that was sent, leads to what the first one
-- made (src/db/sent_forms.rs). The upkeep removes old rows.
-- form_hash: the key that the form got when it was shown, and everything that it said. answer: the page that it led to.
-- No foreign key: it would take the row of the user before that of the object, which others take first.
CREATE TABLE sent_forms (
  user_id BIGINT NOT NULL,
  form_hash TEXT NOT NULL,
  answer TEXT NOT NULL,
  at TIMESTAMP NOT NULL,
  PRIMARY KEY (user_id, form_hash)
);
