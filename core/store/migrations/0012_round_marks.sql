-- What people say of a round. The masks of one that is rolled back are kept with their decisions,
-- ranking and clusters; what counts is the newest round that is not rolled back.
ALTER TABLE round ADD COLUMN mark INTEGER NOT NULL DEFAULT 0
  CHECK(mark BETWEEN 0 AND 2);               -- 0 none, 1 accepted, 2 rolled back
ALTER TABLE round ADD COLUMN marked_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE round ADD COLUMN marked_by TEXT NOT NULL DEFAULT '';

-- The newest command that is done, behind thousands that were taken back at once.
CREATE INDEX command_by_state ON command(state, id);
