-- version: how often what a view shows was saved; who saves names the one that they have seen.
ALTER TABLE views ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
